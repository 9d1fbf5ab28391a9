#pragma once
/// \file
/// Adaptive computation time (Graves 2016, arXiv:1603.08983) as the Universal Transformer's public code computes it: each
/// token shares out its answer over the steps, p = sigmoid(w u + b) per step, until the shares pass the threshold.

#include <lathe/concepts/role.hpp>
#include <lathe/halt/rule.hpp>

#include <type_traits>

namespace lathe::halt {

/// The answer is the mix out = sum_i share_i x_i. States of tokens that have halted go on evolving, so that others see
/// them move; a run ends when all tokens have halted, at most after Maximum steps. The ponder cost of a token is
/// remainder + number of steps.
template <double Threshold = 0.9, int Maximum = 6, double Bias = 1.0>
struct adaptive : role::halting {
    static constexpr int maximum = Maximum;
    static constexpr grain granularity = grain::token;
    static constexpr pool pooled = pool::mean;
    static constexpr bool judges = false;
    static constexpr bool shares = true;
    static constexpr bool reads_out = false;

    /// What the rule has learned of each row so far.
    template <class Row, class Wide>
    struct ponder {
        Row shared;     ///< sum of p of the steps so far
        Row remainder;  ///< what the last step got
        Row updates;    ///< number of steps
        Wide answer;
        constexpr void each(auto&& f) {
            f(shared);
            f(remainder);
            f(updates);
            f(answer);
        }
        /// remainder + steps, one number per row (Graves 2016, eq. 7)
        constexpr auto cost(auto& ops) const { return ops.add(remainder, updates); }
    };

    template <shape S>
    struct at {
        template <class M>
        struct weights {
            matrix<M, 1, S.width> halting;
            vector<M, 1, initial::constant<Bias>> bias;
        };

        static constexpr auto begin(auto& ops, int count) {
            auto const zeros = ops.template filled<1>(count, 0.0);
            auto const answer = ops.template filled<S.width>(count, 0.0);
            return ponder<std::remove_cv_t<decltype(zeros)>, std::remove_cv_t<decltype(answer)>>{
                ops.copy(zeros), ops.copy(zeros), ops.copy(zeros), answer};
        }

        /// One step: `seen` went into the body, `next` came out.
        static constexpr auto turn(auto& ops, auto const& w, auto before, auto seen, auto next) {
            int const n = seen.count;
            auto const p = ops.sigmoid(ops.linear(w.halting, w.bias, seen));
            auto running = ops.template make<1>(n);
            auto ending = ops.template make<1>(n);
            if (auto const* now = ops.peek(p)) {
                auto const* sum = ops.peek(before.shared);
                for (int i = 0; i < n; ++i) {
                    bool const was = sum[i] < 1;
                    bool const passes = static_cast<double>(sum[i] + now[i]) > Threshold;
                    write(ending, i, was && passes);
                    write(running, i, was && !passes);
                }
            }
            auto after = before;
            auto const given = ops.multiply(p, running);
            after.shared = ops.add(before.shared, given);
            after.remainder = ops.add(before.remainder, ops.multiply(ending, ops.affine(after.shared, -1.0, 1.0)));
            auto const last = ops.multiply(ending, after.remainder);
            after.shared = ops.add(after.shared, last);
            after.updates = ops.add(before.updates, ops.add(running, ending));
            auto const share = ops.add(given, last);
            after.answer = ops.add(before.answer, ops.scale_rows(share, ops.subtract(next, before.answer)));
            return after;
        }
        /// Whether some token still wants another step.
        static constexpr bool wants_more(auto& ops, auto const& watch, int n) {
            auto const* sum = ops.peek(watch.shared);
            bool more = sum == nullptr;
            for (int i = 0; sum && i < n; ++i) {
                more = more || static_cast<double>(sum[i]) < Threshold;
            }
            return more;
        }

    private:
        static constexpr void write(auto& row, int i, bool flag) {
            if constexpr (requires { row.data; }) {
                row.data[i] = flag ? 1 : 0;
            }
        }
    };

    static_assert(Threshold > 0 && Threshold < 1, "lathe[halt.adaptive]: the threshold lies between 0 and 1");
};

}  // namespace lathe::halt
