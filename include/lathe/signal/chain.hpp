#pragma once
/// \file
/// What training does with the chain of a problem that is solved step by step: shows it, hides it, or puts thoughts into its
/// place bit by bit. These types are handed to training; no inference type names one.

#include <lathe/core/random.hpp>
#include <lathe/core/stepwise.hpp>
#include <lathe/signal/full.hpp>

#include <algorithm>
#include <cmath>

namespace lathe::signal {

/// What becomes of one chain: so many of its first symbols are left out, so many thoughts are put there.
struct cut {
    int symbols = 0;
    int thoughts = 0;
    constexpr bool operator==(cut const&) const = default;
};

/// What these plans have in common. `begin(step, steps)` is the step at which the optimiser last started anew.
template <class Gradient>
struct chain_plan {
    using gradient = Gradient;
    static constexpr bool chains = true;  ///< training works on problems with chains
    static constexpr double ponder = 0.0;
    static constexpr bool samples = false;
    static constexpr bool deep = false;
    static constexpr int thoughts = 0;  ///< at most
    static constexpr long begin(long, long) { return 0; }
};

/// The whole chain is spelled out: an explicit chain of thought.
template <class Gradient = full>
struct whole_chain : chain_plan<Gradient> {
    static cut of(stepwise_problem const&, long, long, random_numbers&) { return {}; }
};

/// No chain, no thoughts: the answer alone.
template <class Gradient = full>
struct answer_alone : chain_plan<Gradient> {
    static cut of(stepwise_problem const& p, long, long, random_numbers&) { return {static_cast<int>(p.chain.size()), 0}; }
};

/// Coconut's curriculum (Hao et al. 2024, arXiv:2412.06769, section 3): in stage k of Stages the first k steps are left out
/// and PerStep k thoughts put there; the stage after the last one leaves out everything. Stage 0 shows the whole chain. A
/// share Mixed of the problems is of a random stage. Padded: a chain of fewer than k steps gets PerStep k thoughts all the
/// same, as inference with one number for all does. Reset: the optimiser starts anew with each stage.
template <int PerStep = 1, int Stages = 4, double Mixed = 0.1, bool Padded = true, bool Reset = false, class Gradient = full>
struct staged : chain_plan<Gradient> {
    static constexpr int stages = Stages + 2;
    static constexpr int thoughts = PerStep * Stages;

    static constexpr int stage(long step, long steps) {
        return steps <= 0 ? stages - 1 : static_cast<int>(std::clamp(step * stages / steps, 0L, stages - 1L));
    }
    static constexpr long begin(long step, long steps) {
        // the smallest b with b stages / steps >= stage
        return Reset && steps > 0 ? (static_cast<long>(stage(step, steps)) * steps + stages - 1) / stages : 0;
    }
    static cut of(stepwise_problem const& p, long step, long steps, random_numbers& numbers) {
        int now = stage(step, steps);
        if (numbers.uniform() < Mixed) {
            now = numbers.below(p.steps() + 1);
        }
        return in_stage(p, now);
    }
    static cut in_stage(stepwise_problem const& p, int stage) {
        bool const last = stage > Stages;
        int const left_out = std::min(stage, Stages);
        return {last ? static_cast<int>(p.chain.size()) : p.end_of(left_out),
                PerStep * (Padded ? left_out : std::min(left_out, p.steps()))};
    }

    static_assert(PerStep >= 1 && Stages >= 1, "lathe[signal.staged]: you wrote no stages, or stages without thoughts; both are at least 1");
    static_assert(Mixed >= 0 && Mixed <= 1, "lathe[signal.staged.mixed]: the share of other stages is no share; it is 0 to 1");
};

/// Stepwise internalisation (Deng et al. 2024, arXiv:2405.14838, section 3): the chain loses its first symbols one by one, and
/// nothing is put there. By the share Until of training Most symbols are gone, then all. Each problem loses o more, with
/// P(o) ~ exp(-Smoothing o); an infinite Smoothing turns that off. Reset: the optimiser starts anew with each removal.
template <int Most, double Smoothing = 4.0, bool Reset = true, double Until = 0.75, class Gradient = full>
struct stepwise_removal : chain_plan<Gradient> {
    static constexpr int longest_offset = 100;

    /// Symbols that the schedule has removed; one more than Most stands for all.
    static constexpr int scheduled(long step, long steps) {
        double const share = steps <= 0 ? 1.0 : static_cast<double>(step) / static_cast<double>(steps);
        return share >= Until ? Most + 1 : std::min(Most, static_cast<int>(share / Until * (Most + 1)));
    }
    static constexpr long begin(long step, long steps) {
        int const now = scheduled(step, steps);
        long first = 0;
        // halving finds the first step with this schedule
        for (long last = step; Reset && first < last;) {
            long const middle = first + (last - first) / 2;
            if (scheduled(middle, steps) < now) {
                first = middle + 1;
            } else {
                last = middle;
            }
        }
        return first;
    }
    static int offset(random_numbers& numbers) {
        double const drawn = -std::log(1.0 - numbers.uniform()) / Smoothing;
        return drawn < longest_offset ? static_cast<int>(drawn) : longest_offset;
    }
    static cut of(stepwise_problem const& p, long step, long steps, random_numbers& numbers) {
        int const all = static_cast<int>(p.chain.size());
        int const due = scheduled(step, steps);
        return {due > Most ? all : std::min(all, due + offset(numbers)), 0};
    }

    static_assert(Most >= 1, "lathe[signal.stepwise_removal]: you wrote a removal of no symbols; it is at least 1");
    static_assert(Smoothing > 0, "lathe[signal.stepwise_removal.smoothing]: the smoothing is not positive; infinity turns it off");
    static_assert(Until > 0 && Until <= 1, "lathe[signal.stepwise_removal.until]: the share of training is none; it is above 0 and at most 1");
};

}  // namespace lathe::signal
