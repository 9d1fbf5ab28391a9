#pragma once
/// \file
/// Answers of a model that thinks: question, as many thoughts as one number says, answer; and what was in the thoughts.

#include <lathe/exec/evaluate.hpp>
#include <lathe/exec/thought_shard.hpp>

#include <cmath>

namespace lathe::exec {

/// Runs Model on `sequences` problems of up to these sizes at a time. Construction allocates, passes do not.
template <class Model, class Kernels = kernel::fast, class T = float>
class thought_evaluator {
public:
    using weights_type = weights_of<Model, T>;
    using ops_type = ops::eager<Kernels, T>;

    /// Throws std::invalid_argument if there are no sequences, or the model has not so many positions.
    thought_evaluator(int sequences, stepwise_sizes const& sizes)
        : sizes_(sizes),
          batch_(sequences, check(sizes)),
          problems_(static_cast<std::size_t>(sequences), stepwise_problem(sizes)) {
        for (auto& p : problems_) {
            p = stepwise_problem(sizes);  // copies forget what was reserved
        }
        ops::demand need;
        for (int const thoughts : {0, Model::maximum}) {
            for (bool const early : {false, true}) {
                fullest(thoughts);
                auto const bill = count(early);
                need = most(need, bill.forward);
                if (!early) {
                    bill_ = bill;
                }
            }
        }
        memory_ = scratch_memory<T>(need);
    }

    /// Cost of a pass over the longest problems with all thoughts.
    ops::bill const& bill() const { return bill_; }
    int sequences() const { return static_cast<int>(problems_.size()); }

    /// Lays out problems first, first + 1, ... of `draw(index, problem)` with so many thoughts (-1: the model's maximum).
    template <class Draw>
    void fill(Draw const& draw, std::uint64_t first, int thoughts) {
        batch_.clear();
        for (std::size_t i = 0; i < problems_.size(); ++i) {
            auto& p = problems_[i];
            p.clear();
            draw(first + i, p);
            lay(batch_, p, {static_cast<int>(p.chain.size()), within(thoughts)});
        }
    }
    /// One pass over what was laid out; it lives until the next pass.
    auto forward(weights_type const& w, run_options options = {}, std::uint64_t seed = 0) {
        ops_type ops(memory_.get());
        return pass(ops, w, options, seed);
    }

    /// Problems 0 .. count - 1 of `draw`, rounded up to whole batches. `look(problem, thought, logits)` sees for each thought,
    /// from 1, the logits of the state that is to cross into it, and those of the last thought as one more.
    template <class Draw, class Look = nobody>
    findings run(weights_type const& w, Draw const& draw, int count, int thoughts = -1, bool early = true, std::uint64_t seed = 0,
                 Look const& look = {}) {
        findings found;
        found.stopped_after.resize(static_cast<std::size_t>(Model::maximum) + 1);
        for (int first = 0; first < count; first += sequences()) {
            fill(draw, static_cast<std::uint64_t>(first), thoughts);
            auto const seen = forward(w, {.early = early}, mix(seed, static_cast<std::uint64_t>(first)));
            count_answers(found.all, seen.out.logits.data, Model::size.vocab, seen.loss.data, batch_.at(), batch_.targets());
            found.finite = found.finite && seen.out.core.finite;
            for (int s = 0; s < sequences(); ++s) {
                auto const steps = seen.out.core.steps;
                int const had = steps.empty() ? batch_.layout(s).thoughts : steps[static_cast<std::size_t>(s)];
                found.stopped_after[static_cast<std::size_t>(had)] += 1;
                for (int t = 0; t <= had; ++t) {
                    int const row = batch_.first_row(s) + batch_.layout(s).question + t - 1;
                    look(problems_[static_cast<std::size_t>(s)], t + 1,
                         std::span<T const>(seen.out.logits.row(row), static_cast<std::size_t>(Model::size.vocab)));
                }
            }
        }
        return found;
    }

private:
    static thought_layout longest_of(stepwise_sizes const& sizes) { return {sizes.question, Model::maximum, sizes.answer}; }
    static thought_layout check(stepwise_sizes const& sizes) {
        auto const own = longest_of(sizes);
        if (sizes.question < 1 || sizes.answer < 1 || own.rows() > Model::size.context) {
            throw std::invalid_argument("lathe: an evaluation of problems of " + std::to_string(sizes.question) +
                                        " symbols with " + std::to_string(own.thoughts) + " thoughts and answers of " +
                                        std::to_string(sizes.answer) + "; this model has " +
                                        std::to_string(Model::size.context) + " positions");
        }
        return own;
    }
    static int within(int thoughts) { return thoughts < 0 || thoughts > Model::maximum ? Model::maximum : thoughts; }

    void fullest(int thoughts) {
        batch_.clear();
        auto own = longest_of(sizes_);
        own.thoughts = thoughts;
        for (int i = 0; i < sequences(); ++i) {
            batch_.add(own);
        }
    }
    auto pass(auto& ops, auto const& w, run_options options, std::uint64_t seed) {
        auto const answer = Model::forward(ops, w, batch_.get(seed), options);
        auto const losses = ops.cross_entropy(answer.logits, batch_.targets());
        struct seen {
            std::remove_const_t<decltype(answer)> out;
            std::remove_const_t<decltype(losses)> loss;
        };
        return seen{answer, losses};
    }
    ops::bill count(bool early) {
        static constexpr typename Model::template weights<nothing> nowhere{};
        ops::counting<T> count;
        pass(count, nowhere, {.early = early}, 0);
        return count.total();
    }

    stepwise_sizes sizes_;
    thought_batch batch_;
    std::vector<stepwise_problem> problems_;
    scratch_memory<T> memory_;
    ops::bill bill_;
};

}  // namespace lathe::exec
