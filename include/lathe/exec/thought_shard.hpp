#pragma once
/// \file
/// Training on problems with chains: each step lays out question, thoughts and what is left of the chain as the plan says,
/// and asks for every symbol after the thoughts.

#include <lathe/core/random.hpp>
#include <lathe/core/stepwise.hpp>
#include <lathe/exec/shard.hpp>
#include <lathe/exec/thought_batch.hpp>

namespace lathe::exec {

/// Adds a problem to a batch. The row before a symbol of the rest is asked for it; only the mark of the answer comes unasked
/// where no chain leads to it. Returns the layout.
inline thought_layout lay(thought_batch& batch, stepwise_problem const& p, signal::cut cut) {
    auto const chain = std::span<int const>(p.chain).subspan(static_cast<std::size_t>(cut.symbols));
    thought_layout const own{static_cast<int>(p.question.size()), cut.thoughts, static_cast<int>(chain.size() + p.answer.size())};
    auto const to = batch.add(own);
    std::copy(p.question.begin(), p.question.end(), to.question.begin());
    std::copy(chain.begin(), chain.end(), to.rest.begin());
    std::copy(p.answer.begin(), p.answer.end(), to.rest.begin() + static_cast<std::ptrdiff_t>(chain.size()));
    auto const before = static_cast<std::size_t>(own.question + own.thoughts - 1);
    for (std::size_t i = chain.empty() ? 1 : 0; i < to.rest.size(); ++i) {
        to.targets[before + i] = to.rest[i];
    }
    return own;
}

/// The longest parts that a plan makes of problems of these sizes.
template <class Plan>
thought_layout longest(stepwise_sizes const& sizes) {
    return {sizes.question, Plan::thoughts, sizes.chain + sizes.answer};
}

template <class Model, class Plan, class Kernels, class T>
class thought_shard {
    using counter = ops::counting<T, typename Plan::gradient>;
    static_assert(Plan::thoughts <= Model::maximum,
                  "lathe[exec.thought_shard]: the plan puts in more thoughts than the variant allows; raise halting's maximum");

public:
    using weights_type = weights_of<Model, T>;
    using tape_type = ops::gradient<ops::eager<Kernels, T>, typename Plan::gradient>;

    thought_shard(int sequences, stepwise_sizes const& sizes)
        : sequences_(sequences),
          problem_(sizes),
          batch_(sequences, longest<Plan>(sizes)),
          slopes_(sizeof(weights_type) / sizeof(T)) {
        // one pass without thoughts, and all parts at their longest: what comes between needs less
        ops::demand need;
        for (int const thoughts : {0, Plan::thoughts}) {
            batch_.clear();
            auto own = longest<Plan>(sizes);
            own.thoughts = thoughts;
            for (int i = 0; i < sequences; ++i) {
                batch_.add(own);
            }
            need = most(need, count().tape);
        }
        memory_ = scratch_memory<T>(need);
    }

    /// Problems first, first + 1, ... of `draw(index, problem)`, as the plan has them at this step of so many.
    void fill(auto const& draw, std::uint64_t first, std::uint64_t seed, long step, long steps) {
        batch_.clear();
        for (int i = 0; i < sequences_; ++i) {
            auto const index = first + static_cast<std::uint64_t>(i);
            problem_.clear();
            draw(index, problem_);
            random_numbers numbers(mix(seed, 0x636861696e), index);
            lay(batch_, problem_, Plan::of(problem_, step, steps, numbers));
        }
        bill_ = count();
    }
    /// Gradient of the loss summed over this shard's asked rows, divided by `asked` of the whole batch.
    void learn(weights_type const& w, int, std::uint64_t seed, int asked, int) {
        std::fill(slopes_.begin(), slopes_.end(), T(0));
        tape_type tape(memory_.get(), block<T>(w), slopes_.span(), ready_);
        tape.reset();
        auto const out = pass(tape, w, seed);
        tape.seed(out.losses, T(1) / static_cast<T>(asked > 0 ? asked : 1));
        seen_ = {};
        count_answers(seen_, out.logits.data, Model::size.vocab, out.losses.data, batch_.at(), batch_.targets());
        tape.backward();
    }

    /// The weights that `learn` gets stand there in panels, too.
    void use(ops::prepared ready) { ready_ = ready; }
    /// Throws std::invalid_argument for an example with symbols or targets that the model does not know.
    void check() const { batch_.check(Model::size.vocab); }
    int asked() const {
        return static_cast<int>(std::count_if(batch_.targets().begin(), batch_.targets().end(), [](int t) { return t >= 0; }));
    }
    std::span<T> slopes() const { return slopes_.span(); }
    tally const& seen() const { return seen_; }
    int sequences() const { return sequences_; }
    int rows() const { return batch_.rows(); }
    /// Of the batch as it is filled.
    double training_flops(int) const { return bill_.training_flops(); }
    void each_state(auto const&) {}

private:
    template <class Logits, class Losses>
    struct passed {
        Logits logits;
        Losses losses;
    };
    auto pass(auto& ops, auto const& w, std::uint64_t seed) {
        auto const answer = Model::forward(ops, w, batch_.get(seed), {.early = false});
        auto const losses = ops.cross_entropy(answer.logits, batch_.targets());
        return passed<std::remove_const_t<decltype(answer.logits)>, std::remove_const_t<decltype(losses)>>{answer.logits, losses};
    }
    ops::bill count() {
        static constexpr typename Model::template weights<nothing> nowhere{};
        counter count;
        pass(count, nowhere, 0);
        return count.total();
    }

    int sequences_;
    stepwise_problem problem_;
    thought_batch batch_;
    buffer<T> slopes_;
    ops::prepared ready_;
    scratch_memory<T> memory_;
    ops::bill bill_;
    tally seen_;
};

template <class Model, class Plan, class Kernels, class T>
    requires requires { requires Plan::chains; }
struct shard_of<Model, Plan, Kernels, T> {
    using type = thought_shard<Model, Plan, Kernels, T>;
};

}  // namespace lathe::exec
