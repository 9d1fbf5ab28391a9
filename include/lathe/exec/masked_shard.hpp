#pragma once
/// \file
/// Training a denoiser: each step masks other symbols of its sequences, calls the network once, and weighs its answers.

#include <lathe/exec/corrupted.hpp>
#include <lathe/exec/shard.hpp>

#include <algorithm>
#include <cstdint>

namespace lathe::exec {

/// One call on masked sequences. The tally's loss is the weighted one; a position that is not masked counts as answered
/// right, since its symbol stands.
template <class Model, class Plan, class Kernels, class T>
class masked_shard : public shard_base<Model, Plan, Kernels, T> {
    using base = shard_base<Model, Plan, Kernels, T>;
    using counter = ops::counting<T, typename Plan::gradient>;

public:
    masked_shard(int sequences, int length) : base(sequences, length), corrupted_(sequences, length) {
        counter count;
        pass(count, base::nowhere());
        bill_ = count.total();
        this->memory_ = scratch_memory<T>(bill_.tape);
    }

    void fill(auto const& draw, std::uint64_t first, std::uint64_t seed) {
        for (std::size_t i = 0; i < this->parts_.size(); ++i) {
            draw(first + i, this->parts_[i].symbols, this->parts_[i].targets);
            corrupted_.fill(static_cast<int>(i), this->parts_[i].symbols, this->parts_[i].targets, seed, first + i);
        }
    }

    /// Gradient of the weighted cross-entropy summed over this shard, divided by the positions that the whole batch asks.
    void learn(typename base::weights_type const& w, int, std::uint64_t, int asked, int) {
        std::fill(this->slopes_.begin(), this->slopes_.end(), T(0));
        auto tape = this->tape(w);
        tape.reset();
        auto const out = pass(tape, w);
        auto const weights = corrupted_.weights();
        auto const slopes = tape.seeds(out.losses);
        for (std::size_t i = 0; i < slopes.size(); ++i) {
            slopes[i] = static_cast<T>(weights[i] / (asked > 0 ? asked : 1));
        }
        count(out);
        tape.backward();
    }
    double training_flops(int) const { return bill_.training_flops(); }
    void each_state(auto const&) {}

private:
    template <class Logits, class Losses>
    struct passed {
        Logits logits;
        Losses losses;
    };
    auto pass(auto& ops, auto const& w) const {
        auto const answer = Model::forward(ops, w, corrupted_.get(), {.early = false});
        auto const losses = ops.cross_entropy(answer.logits, corrupted_.targets());
        return passed<std::remove_const_t<decltype(answer.logits)>, std::remove_const_t<decltype(losses)>>{
            answer.logits, losses};
    }

    void count(auto const& out) {
        auto& sums = this->seen_;
        sums = {};
        sums.sequences = this->sequences();
        auto const targets = corrupted_.targets();
        for (int s = 0; s < this->sequences(); ++s) {
            bool right = true;
            for (int p = 0; p < corrupted_.length(); ++p) {
                int const row = corrupted_.first_row(s) + p;
                auto const r = static_cast<std::size_t>(row);
                bool const known = targets[r] < 0 ||
                                   ops::op::argmax::of_row(out.logits.row(row), Model::size.vocab) == targets[r];
                right = right && known;
                if (this->parts_[static_cast<std::size_t>(s)].targets[static_cast<std::size_t>(p)] >= 0) {
                    auto const loss = static_cast<double>(out.losses.data[r]);
                    sums.asked += 1;
                    sums.correct += known ? 1 : 0;
                    sums.loss += corrupted_.weights()[r] * loss;
                    sums.finite = sums.finite && std::isfinite(loss);
                }
            }
            sums.whole += right ? 1 : 0;
        }
    }

    corrupted<Model, Plan> corrupted_;
    ops::bill bill_;
};

template <class Model, class Plan, class Kernels, class T>
    requires(requires { requires Plan::masks; })
struct shard_of<Model, Plan, Kernels, T> {
    using type = masked_shard<Model, Plan, Kernels, T>;
};

}  // namespace lathe::exec
