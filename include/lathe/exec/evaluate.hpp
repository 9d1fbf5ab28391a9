#pragma once
/// \file
/// Answers of a model on examples: accuracy, loss, where it was right, and how deep each row went.

#include <lathe/core/message.hpp>
#include <lathe/exec/shard.hpp>
#include <lathe/exec/sound.hpp>
#include <lathe/kernel/fast.hpp>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace lathe::exec {

/// What an evaluation found.
struct findings {
    tally all;
    std::vector<double> asked_at, correct_at;  ///< by position
    std::vector<double> stopped_after;         ///< rows that left the loop after 1, 2, ... turns
    bool finite = true;                        ///< no row left the loop because its numbers were not finite

    std::vector<double> accuracy_at() const {
        std::vector<double> a(asked_at.size());
        for (std::size_t i = 0; i < a.size(); ++i) {
            a[i] = asked_at[i] > 0 ? correct_at[i] / asked_at[i] : 0;
        }
        return a;
    }
    double mean_turns() const {
        double turns = 0, rows = 0;
        for (std::size_t i = 0; i < stopped_after.size(); ++i) {
            turns += static_cast<double>(i + 1) * stopped_after[i];
            rows += stopped_after[i];
        }
        return rows > 0 ? turns / rows : 0;
    }
};

/// Runs Model forward on `sequences` sequences of `length` symbols at a time. Construction allocates, `forward` does not.
template <class Model, class Kernels = kernel::fast, class T = float, class Weights = weights_of<Model, T>>
class evaluator {
    static_assert(sizeof(sound<Model>));

public:
    using weights_type = Weights;
    using ops_type = ops::eager<Kernels, T>;

    /// Throws std::invalid_argument if there are no sequences, or the model does not take so many symbols.
    evaluator(int sequences, int length) : batch_(sequences, check(length), Model::prefix) {
        for (int i = 0; i < sequences; ++i) {
            parts_.push_back(batch_.add(length));
        }
        ops::demand need;
        for (bool const early : {false, true}) {
            ops::counting<T> count;
            static constexpr typename Model::template weights<nothing> none{};
            auto const answer = Model::forward(count, none, batch_.get(), {.early = early});
            count.cross_entropy(answer.logits, batch_.targets());
            need = most(need, count.total().forward);
            if (!early) {
                bill_ = count.total();
            }
        }
        memory_ = scratch_memory<T>(need);
    }

    std::span<int> symbols(int i) const { return parts_[static_cast<std::size_t>(i)].symbols; }
    std::span<int> targets(int i) const { return parts_[static_cast<std::size_t>(i)].targets; }
    int sequences() const { return static_cast<int>(parts_.size()); }
    /// Cost of a pass at full depth.
    ops::bill const& bill() const { return bill_; }

    /// One pass over the sequences as they stand; what it returns lives until the next pass. Throws
    /// std::invalid_argument if a symbol or a target is outside the vocabulary.
    auto forward(weights_type const& w, run_options options = {}, std::uint64_t seed = 0) {
        batch_.check(Model::size.vocab, readable<Model>);
        ops_type ops(memory_.get());
        auto const answer = Model::forward(ops, w, batch_.get(seed), options);
        auto const losses = ops.cross_entropy(answer.logits, batch_.targets());
        struct seen {
            decltype(answer) out;
            decltype(losses) loss;
        };
        return seen{answer, losses};
    }

    /// Examples 0 .. count - 1 of `draw`, rounded up to whole batches.
    template <class Draw>
    findings run(weights_type const& w, Draw const& draw, int count, run_options options = {}, std::uint64_t seed = 0) {
        findings found;
        found.stopped_after.resize(static_cast<std::size_t>(Model::maximum));
        for (int first = 0; first < count; first += sequences()) {
            for (int i = 0; i < sequences(); ++i) {
                draw(static_cast<std::uint64_t>(first + i), symbols(i), targets(i));
            }
            add(found, forward(w, options, mix(seed, static_cast<std::uint64_t>(first))));
        }
        return found;
    }

private:
    static int check(int length) {
        if (length < 1 || length > Model::size.context) {
            throw std::invalid_argument(core::message({"lathe: an evaluation of sequences of ", length,
                                                       " symbols; this model takes 1 to ", Model::size.context}));
        }
        return length;
    }
    void add(findings& found, auto const& seen) {
        auto const rows = batch_.get();
        auto const targets = batch_.targets();
        count_answers(found.all, seen.out.logits.data, Model::size.vocab, seen.loss.data, rows.at, targets);
        found.finite = found.finite && seen.out.core.finite;
        for (std::size_t i = 0; i < targets.size(); ++i) {
            if (targets[i] >= 0) {
                auto const p = static_cast<std::size_t>(rows.at[i].position - Model::prefix);
                if (p >= found.asked_at.size()) {
                    found.asked_at.resize(p + 1);
                    found.correct_at.resize(p + 1);
                }
                found.asked_at[p] += 1;
                auto const* row = seen.out.logits.row(static_cast<int>(i));
                found.correct_at[p] += ops::op::argmax::of_row(row, Model::size.vocab) == targets[i] ? 1 : 0;
            }
        }
        for (int const steps : turns_of_rows(seen.out.core)) {
            found.stopped_after[static_cast<std::size_t>(steps - 1)] += 1;
        }
    }
    /// Turns of each row: from the halting rule, from ACT's counts, or all the same.
    std::vector<int> turns_of_rows(auto const& core) const {
        std::vector<int> turns;
        if constexpr (requires { core.watched.updates; }) {
            for (int i = 0; i < core.watched.updates.count; ++i) {
                turns.push_back(std::clamp(static_cast<int>(core.watched.updates.data[i]), 1, Model::maximum));
            }
        } else if (!core.steps.empty()) {
            for (int const steps : core.steps) {
                turns.push_back(std::max(steps, 1));
            }
        } else {
            turns.assign(static_cast<std::size_t>(batch_.rows()), core.turns);
        }
        return turns;
    }

    batch batch_;
    std::vector<batch::pair> parts_;
    scratch_memory<T> memory_;
    ops::bill bill_;
};

}  // namespace lathe::exec
