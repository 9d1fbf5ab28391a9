#pragma once
/// \file
/// A fixed part of every training batch: its sequences, its tape and its gradient. The parts are the same for any number
/// of threads, and so are the sums over them: training gives the same bits however many threads take part.

#include <lathe/exec/batch.hpp>
#include <lathe/exec/memory.hpp>
#include <lathe/exec/weights.hpp>
#include <lathe/model.hpp>
#include <lathe/ops/counting.hpp>
#include <lathe/ops/eager.hpp>
#include <lathe/ops/gradient.hpp>
#include <lathe/signal/plan.hpp>

#include <cmath>
#include <cstdint>
#include <vector>

namespace lathe::exec {

/// Sums over the asked positions of a step.
struct tally {
    double loss = 0;       ///< cross-entropy in nats, summed
    double correct = 0;    ///< positions answered right
    double asked = 0;      ///< positions with a target
    double whole = 0;      ///< sequences answered right at every asked position
    double sequences = 0;  ///< sequences
    bool finite = true;

    void operator+=(tally const& other) {
        loss += other.loss;
        correct += other.correct;
        asked += other.asked;
        whole += other.whole;
        sequences += other.sequences;
        finite = finite && other.finite;
    }
    double mean_loss() const { return asked > 0 ? loss / asked : 0; }
    double accuracy() const { return asked > 0 ? correct / asked : 0; }
    double whole_accuracy() const { return sequences > 0 ? whole / sequences : 0; }
};

/// Adds one batch to a tally: logits are rows x vocab, a row for each symbol; losses one number per row.
template <class T>
void count_answers(tally& sums, T const* logits, int vocab, T const* losses, places at, std::span<int const> targets,
                   std::span<char> whole_right = {}) {
    bool right = true;
    std::size_t sequence = 0;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        if (targets[i] >= 0) {
            auto const* row = logits + i * static_cast<std::size_t>(vocab);
            int const best = ops::op::argmax::of_row(row, vocab);
            right = right && best == targets[i];
            sums.correct += best == targets[i] ? 1 : 0;
            sums.asked += 1;
            sums.loss += static_cast<double>(losses[i]);
            sums.finite = sums.finite && std::isfinite(losses[i]);
        }
        if (i + 1 == targets.size() || at[i + 1].sequence != at[i].sequence) {
            sums.whole += right ? 1 : 0;
            sums.sequences += 1;
            if (sequence < whole_right.size()) {
                whole_right[sequence] = right ? 1 : 0;
            }
            ++sequence;
            right = true;
        }
    }
}

/// What every kind of shard has: equal sequences that are filled by `draw(index, symbols, targets)`.
template <class Model, class Plan, class Kernels, class T>
class shard_base {
public:
    using weights_type = weights_of<Model, T>;
    using eager_type = ops::eager<Kernels, T>;
    using tape_type = ops::gradient<eager_type, typename Plan::gradient>;

    shard_base(int sequences, int length)
        : batch_(sequences, length, Model::prefix), slopes_(sizeof(weights_type) / sizeof(T)) {
        for (int i = 0; i < sequences; ++i) {
            parts_.push_back(batch_.add(length));
        }
    }

    /// The weights that `learn` gets stand there in panels, too.
    void use(ops::prepared ready) { ready_ = ready; }
    /// Throws std::invalid_argument for an example with symbols or targets that the model does not know.
    void check() const { batch_.check(Model::size.vocab); }
    int asked() const {
        int n = 0;
        for (int const target : batch_.targets()) {
            n += target >= 0 ? 1 : 0;
        }
        return n;
    }
    std::span<T> slopes() const { return slopes_.span(); }
    tally const& seen() const { return seen_; }
    int sequences() const { return static_cast<int>(parts_.size()); }
    /// Rows of the run, those before the symbols included.
    int rows() const { return batch_.rows(); }

protected:
    static auto const& nowhere() {
        static constexpr typename Model::template weights<nothing> none{};
        return none;
    }
    tape_type tape(weights_type const& w) const { return {memory_.get(), block<T>(w), slopes_.span(), ready_}; }

    batch batch_;
    std::vector<batch::pair> parts_;
    buffer<T> slopes_;
    ops::prepared ready_;
    scratch_memory<T> memory_;
    tally seen_;
};

/// One pass and a loss at its end.
template <class Model, class Plan, class Kernels, class T>
class supervised_shard : public shard_base<Model, Plan, Kernels, T> {
    using base = shard_base<Model, Plan, Kernels, T>;
    using counter = ops::counting<T, typename Plan::gradient>;

public:
    supervised_shard(int sequences, int length) : base(sequences, length) {
        ops::demand need;
        bills_.resize(static_cast<std::size_t>(Model::maximum) + 1);
        for (int limit = 1; limit <= Model::maximum; ++limit) {
            if (Plan::samples || limit == Model::maximum) {
                counter count;
                pass(count, base::nowhere(), limit, 0);
                bills_[static_cast<std::size_t>(limit)] = count.total();
                need = most(need, count.total().tape);
            }
        }
        this->memory_ = scratch_memory<T>(need);
    }

    void fill(auto const& draw, std::uint64_t first, std::uint64_t) {
        for (std::size_t i = 0; i < this->parts_.size(); ++i) {
            draw(first + i, this->parts_[i].symbols, this->parts_[i].targets);
        }
    }
    /// Gradient of the loss summed over this shard's asked positions, divided by `asked` of the whole batch, and of the
    /// ponder cost over `rows` of the whole batch.
    void learn(typename base::weights_type const& w, int limit, std::uint64_t seed, int asked, int rows) {
        std::fill(this->slopes_.begin(), this->slopes_.end(), T(0));
        auto tape = this->tape(w);
        tape.reset();
        auto const out = pass(tape, w, limit, seed);
        tape.seed(out.losses, T(1) / static_cast<T>(asked > 0 ? asked : 1));
        if constexpr (Plan::ponder > 0) {
            tape.seed(out.ponder, static_cast<T>(Plan::ponder / rows));
        }
        this->seen_ = {};
        count_answers(this->seen_, out.logits.data, Model::size.vocab, out.losses.data, this->batch_.get().at,
                      this->batch_.targets());
        tape.backward();
    }
    /// What a pass of `limit` turns costs, which the plan has to draw.
    ops::bill const& bill(int limit) const { return bills_[static_cast<std::size_t>(limit)]; }
    double training_flops(int limit) const { return bill(limit).training_flops(); }
    void each_state(auto const&) {}

private:
    template <class Logits, class Losses>
    struct passed {
        Logits logits;
        Losses losses;
        Losses ponder;
    };
    auto pass(auto& ops, auto const& w, int limit, std::uint64_t seed) const {
        auto const answer = Model::forward(ops, w, this->batch_.get(seed), {.limit = limit, .early = false});
        auto const losses = ops.cross_entropy(answer.logits, this->batch_.targets());
        if constexpr (Plan::ponder > 0) {
            return passed<std::remove_const_t<decltype(answer.logits)>, std::remove_const_t<decltype(losses)>>{
                answer.logits, losses, answer.core.watched.cost(ops)};
        } else {
            return passed<std::remove_const_t<decltype(answer.logits)>, std::remove_const_t<decltype(losses)>>{
                answer.logits, losses, losses};
        }
    }

    std::vector<ops::bill> bills_;
};

/// What a plan makes of a shard; other kinds of plans specialise it beside their own shards.
template <class Model, class Plan, class Kernels, class T>
struct shard_of {
    using type = supervised_shard<Model, Plan, Kernels, T>;
};

}  // namespace lathe::exec
