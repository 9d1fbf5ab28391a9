#pragma once
/// \file
/// Deep supervision (Wang et al. 2025, arXiv:2506.21734): each step is one segment of every sequence; carries go on from
/// step to step, and a sequence that has halted makes room for a new one.

#include <lathe/exec/segment.hpp>
#include <lathe/exec/shard.hpp>

namespace lathe::exec {

template <class Model, class Plan, class Kernels, class T>
class deep_shard : public shard_base<Model, Plan, Kernels, T> {
    using base = shard_base<Model, Plan, Kernels, T>;
    using counter = ops::counting<T, typename Plan::gradient>;
    using nest = typename Model::loop_type;
    using frame = typename Model::frame_type;
    static constexpr int width = Model::size.width;

public:
    deep_shard(int sequences, int length)
        : base(sequences, length),
          high_(static_cast<std::size_t>(this->batch_.rows()) * width),
          low_(high_.size()),
          next_high_(Plan::bootstrap ? high_.size() : 0),
          next_low_(Plan::bootstrap ? low_.size() : 0),
          steps_(static_cast<std::size_t>(sequences)),
          least_(static_cast<std::size_t>(sequences)),
          halted_(static_cast<std::size_t>(sequences)),
          right_(static_cast<std::size_t>(sequences)),
          goal_(static_cast<std::size_t>(2 * sequences)) {
        std::fill(halted_.begin(), halted_.end(), char(1));
        counter count;
        pass(count, base::nowhere());
        bill_ = count.total();
        this->memory_ = scratch_memory<T>(bill_.tape);
        if constexpr (Plan::bootstrap) {
            ops::counting<T> extra;
            judge_next(extra, base::nowhere());
            extra_bill_ = extra.total();
            extra_ = scratch_memory<T>(extra_bill_.forward);
        }
    }

    /// Sequences that halted are replaced; `first` + slot is the index of the example that would come next. `seed` is of
    /// the least numbers of segments.
    void fill(auto const& draw, std::uint64_t first, std::uint64_t seed) {
        for (std::size_t i = 0; i < this->parts_.size(); ++i) {
            if (halted_[i]) {
                draw(first + i, this->parts_[i].symbols, this->parts_[i].targets);
                steps_[i] = 0;
                random_numbers numbers(mix(seed, 0x6578706c6f7265), first + i);
                least_[i] = numbers.uniform() < Plan::explore && Model::maximum > 1
                                ? 2 + numbers.below(Model::maximum - 1)
                                : 0;
            }
        }
    }

    /// `sequences` is the number of sequences of the whole batch.
    void learn(typename base::weights_type const& w, int, std::uint64_t, int, int, int sequences) {
        std::fill(this->slopes_.begin(), this->slopes_.end(), T(0));
        auto tape = this->tape(w);
        tape.reset();
        restart(tape, w);
        tape.reset();
        auto const out = pass(tape, w);
        auto const rows = this->batch_.get();
        // the next call starts from here
        std::copy(out.high.data, out.high.data + out.high.size(), high_.begin());
        std::copy(out.low.data, out.low.data + out.low.size(), low_.begin());
        this->seen_ = {};
        count_answers(this->seen_, out.logits.data, Model::size.vocab, out.losses.data, rows.at, this->batch_.targets(),
                      right_.span());
        if constexpr (Plan::bootstrap) {
            bootstrap(w);
        }
        seed(tape, out, rows, static_cast<T>(1.0 / sequences));
        tape.backward();
        halt(out);
    }
    double training_flops(int) const { return bill_.training_flops() + extra_bill_.flops; }

    /// f(name, numbers) for everything a later step depends on.
    void each_state(auto const& f) {
        f("high", high_.span());
        f("low", low_.span());
        f("steps", steps_.span());
        f("least", least_.span());
        f("halted", halted_.span());
        for (std::size_t i = 0; i < this->parts_.size(); ++i) {
            f("symbols." + std::to_string(i), this->parts_[i].symbols);
            f("targets." + std::to_string(i), this->parts_[i].targets);
        }
    }
    /// Segments that the sequences in work have had.
    std::span<int const> steps() const { return {steps_.data(), steps_.size()}; }
    std::span<char const> halted() const { return {halted_.data(), halted_.size()}; }

private:
    template <class Logits, class Losses, class Row, class Verdict>
    struct passed {
        Logits logits;
        Losses losses;
        Row high, low;
        Verdict q;
    };

    auto pass(auto& ops, auto const& w) const {
        auto const in = this->batch_.get();
        auto const after = segment<Model>(ops, w, in, high_.data(), low_.data());
        auto const logits = frame::readout(ops, w.outside, after.high, in, context<>{.at = in.inner});
        auto const losses = ops.stablemax_cross_entropy(logits, this->batch_.targets());
        auto const q = verdicts<Model>(ops, w, in, after.high);
        auto const halts = ops.template columns<0, 1>(q);
        auto const goes_on = ops.template columns<1, 1>(q);
        auto const goal = ops.template given<1>(goal_.data(), q.count);
        auto const further = ops.template given<1>(goal_.data() + q.count, q.count);
        struct verdict {
            std::remove_const_t<decltype(q)> both;
            decltype(ops.binary_cross_entropy(halts, goal)) halt_loss, go_on_loss;
        };
        return passed<std::remove_const_t<decltype(logits)>, std::remove_const_t<decltype(losses)>,
                      std::remove_const_t<decltype(after.high)>, verdict>{
            logits, losses, after.high, after.low,
            verdict{q, ops.binary_cross_entropy(halts, goal), ops.binary_cross_entropy(goes_on, further)}};
    }

    /// Rows of halted sequences start anew.
    void restart(auto& ops, auto const& w) {
        auto const fresh = nest::begin(ops, w.core, this->batch_.rows());
        auto const inner = this->batch_.get().inner;
        for (std::size_t r = 0; r < inner.size(); ++r) {
            if (halted_[static_cast<std::size_t>(inner[r].sequence)]) {
                auto const row = static_cast<int>(r);
                std::copy(fresh.high.row(row), fresh.high.row(row) + width, high_.data() + r * width);
                std::copy(fresh.low.row(row), fresh.low.row(row) + width, low_.data() + r * width);
            }
        }
    }

    auto judge_next(auto& ops, auto const& w) const {
        auto const in = this->batch_.get();
        return verdicts<Model>(ops, w, in, segment<Model>(ops, w, in, next_high_.data(), next_low_.data()).high);
    }
    /// The target of q_continue: what one more segment would say.
    void bootstrap(auto const& w) {
        std::copy(high_.begin(), high_.end(), next_high_.begin());
        std::copy(low_.begin(), low_.end(), next_low_.begin());
        typename base::eager_type ops(extra_.get());
        auto const q = judge_next(ops, w);
        auto const n = static_cast<std::size_t>(this->sequences());
        for (std::size_t i = 0; i < n; ++i) {
            bool const last = steps_[i] + 1 >= Model::maximum;
            T const value = last ? q.data[2 * i] : std::max(q.data[2 * i], q.data[2 * i + 1]);
            goal_[n + i] = kernel::sigmoid(value);
        }
    }

    /// Mean loss of a sequence's asked positions plus the halting head's, over all sequences of the batch.
    void seed(auto& tape, auto const& out, input const& rows, T share) {
        auto const n = static_cast<std::size_t>(this->sequences());
        auto const targets = this->batch_.targets();
        auto const slopes = tape.seeds(out.losses);
        for (std::size_t i = 0, end = 0; i < targets.size(); i = end) {
            int asked = 0;
            for (end = i; end < targets.size() && rows.at[end].sequence == rows.at[i].sequence; ++end) {
                asked += targets[end] >= 0 ? 1 : 0;
            }
            for (std::size_t j = i; j < end; ++j) {
                slopes[j] = asked > 0 ? share / static_cast<T>(asked) : T(0);
            }
        }
        for (std::size_t i = 0; i < n; ++i) {
            goal_[i] = right_[i] ? T(1) : T(0);
        }
        tape.seed(out.q.halt_loss, share / 2);
        if constexpr (Plan::bootstrap) {
            tape.seed(out.q.go_on_loss, share / 2);
        }
    }

    void halt(auto const& out) {
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            ++steps_[i];
            auto const* q = out.q.both.row(static_cast<int>(i));
            bool const content = Model::variant::halting::stops(q[0], q[1]);
            halted_[i] = steps_[i] >= Model::maximum || (content && steps_[i] >= least_[i]) ? 1 : 0;
        }
    }

    buffer<T> high_, low_, next_high_, next_low_;
    buffer<int> steps_, least_;
    buffer<char> halted_, right_;
    buffer<T> goal_;
    ops::bill bill_, extra_bill_;
    scratch_memory<T> extra_;
};

template <class Model, class Plan, class Kernels, class T>
    requires(Plan::deep)
struct shard_of<Model, Plan, Kernels, T> {
    using type = deep_shard<Model, Plan, Kernels, T>;
};

}  // namespace lathe::exec
