#pragma once
/// \file
/// The back-end that computes nothing and knows what computing would cost: floating point operations, numbers moved,
/// scratch and tape. It runs at compile time, on the same text.

#include <lathe/ops/gradient.hpp>
#include <lathe/ops/words.hpp>

#include <algorithm>

namespace lathe::ops {

/// What a text costs.
struct bill {
    double flops = 0;     ///< floating point operations; a multiply and an add are two
    double recorded = 0;  ///< those of them that a tape would record
    double again = 0;     ///< those that it would do a second time on the way back
    double numbers = 0;  ///< numbers read and written by the operations, each operand once
    demand forward;      ///< scratch of a forward pass, at its peak
    demand tape;         ///< scratch of a recorded pass, at its peak

    /// Of a training step: the derivative of a recorded operation costs about twice the operation.
    constexpr double training_flops() const { return flops + 2 * recorded + again; }
};

/// Counts for numbers of type T. `Signal` says what a tape would record. A quiet one says nothing about operands that do
/// not fit: for whoever wants to look at the misfit.
template <class T, class Signal = everything, bool Quiet = false>
class counting : public words<counting<T, Signal, Quiet>> {
    struct level_of {
        std::size_t now = 0;
        std::size_t peak = 0;
        constexpr void take(std::size_t n) {
            now += n;
            peak = std::max(peak, now);
        }
    };

public:
    using value_type = T;
    template <int W>
    using handle = counted<W>;
    static constexpr bool counts = true;
    static constexpr bool quiet = Quiet;

    constexpr counting() = default;

    template <class Op, class... A>
    constexpr auto run(A const&... arguments) {
        auto const size = Op::result(arguments...);
        constexpr int width = decltype(size)::width;
        charge(Op::cost(arguments...), size.size(), Op::keeps(false, arguments...), Op::keeps(true, arguments...),
               note_bytes<Op, T, width, A...>);
        return counted<width>{size.count};
    }

    template <int W>
    constexpr counted<W> make(int count) {
        auto const n = count_of(entries(W, count));
        forward_.take(n);
        tape_.take(n);
        return {count};
    }
    template <int W>
    constexpr counted<W> sheet(int count) {
        if (recording_) {
            tape_.take(count_of(W * count));
        }
        return make<W>(count);
    }
    template <int W>
    constexpr counted<W> filled(int count, double) {
        return make<W>(count);
    }
    template <int W>
    constexpr counted<W> given(T*, int count) {
        return {count};
    }
    template <int W>
    constexpr counted<W> copy(counted<W> x) {
        noted_ = false;
        if (recording_) {
            // the tape copies what has a slope by an operation of its own
            tape_.take(count_of(x.size()));
            notes_ += padded<std::byte>(note_bytes<op::affine, T, W, counted<W>, double, double>);
        }
        return make<W>(x.count);
    }
    template <int W>
    constexpr counted<W> put(counted<W> base, slice<int const> ids, counted<W> x) {
        if (recording_) {
            auto const before = forward_;
            auto const cost = numbers_;
            this->scatter(base, ids, x);
            forward_ = before;
            numbers_ = cost;
        }
        numbers_ += 2.0 * x.size();
        return base;
    }
    template <int W>
    constexpr counted<W> detach(counted<W> x) {
        return x;
    }
    /// Spans of the right length without memory: whoever fills them asks `counts` first.
    constexpr slice<int> integers(int count) {
        integers_.take(padded<int>(static_cast<std::size_t>(count)));
        return {static_cast<int*>(nullptr), static_cast<std::size_t>(count)};
    }
    constexpr slice<place> spots(int count) {
        where_.take(padded<place>(static_cast<std::size_t>(count)));
        return {static_cast<place*>(nullptr), static_cast<std::size_t>(count)};
    }

    template <class F>
    constexpr auto scope(F&& text) {
        auto const forward_mark = forward_.now;
        auto const tape_mark = tape_.now;
        auto const integers_mark = integers_.now;
        auto const where_mark = where_.now;
        auto result = text();
        std::size_t kept = 0;
        each_handle(result, [&](auto& h) { kept += count_of(h.size()); });
        forward_.now = forward_mark;
        forward_.take(kept);
        if (!recording_) {
            tape_.now = tape_mark;
            tape_.take(kept);
            integers_.now = integers_mark;
            where_.now = where_mark;
        }
        return result;
    }

    template <int W, class F>
    constexpr auto recompute(counted<W> x, F const& text) {
        if (!recording_) {
            return scope([&] { return text(x); });
        }
        // what a tape of this text alone would need, which it is on the way back
        counting const before = *this;
        tape_ = integers_ = where_ = {};
        notes_ = 0;
        on_the_way_back_ = {};
        text(x);
        demand const alone = total().tape;
        double const recorded = recorded_;
        double const again = flops_ - before.flops_;
        *this = before;
        recording_ = false;
        auto const y = scope([&] { return text(x); });
        recording_ = true;
        noted_ = true;
        recorded_ = recorded;
        flops_again_ += again;
        tape_.take(count_of(y.size()));
        notes_ += padded<std::byte>(sizeof(detail::note_again<void, T, tracked<T, std::remove_cvref_t<decltype(y)>::width>, tracked<T, W>, F>));
        on_the_way_back_ = most(on_the_way_back_, alone);
        return y;
    }

    template <class C, class F>
    constexpr C advance(C, F&& text) {
        auto const forward_mark = forward_.now;
        auto const tape_mark = tape_.now;
        auto const integers_mark = integers_.now;
        auto const where_mark = where_.now;
        auto const result = text();
        forward_.now = forward_mark;
        if (!recording_) {
            tape_.now = tape_mark;
            if (noted_) {
                // a note may read the carry, which then is not written over
                each_handle(result, [&](auto& h) { tape_.take(count_of(h.size())); });
            }
            integers_.now = integers_mark;
            where_.now = where_mark;
        }
        return result;
    }

    constexpr void enter(border b) {
        outer_ = (outer_ << 1) | (recording_ ? 1u : 0u);
        recording_ = recording_ && Signal::follows(b);
    }
    constexpr void leave() {
        recording_ = (outer_ & 1u) != 0;
        outer_ >>= 1;
    }

    /// No values here: halting rules do not fire and the bound is counted.
    template <int W>
    constexpr T const* peek(counted<W>) const {
        return nullptr;
    }

    constexpr bill total() const {
        demand const forward{forward_.peak, integers_.peak, where_.peak, 0};
        demand const& more = on_the_way_back_;
        demand const tape{tape_.peak + more.numbers, integers_.peak + more.integers, where_.peak + more.where, notes_ + more.notes};
        return {flops_, recorded_, flops_again_, numbers_, forward, tape};
    }

private:
    /// What run does with the numbers of an operation: what it keeps for itself, or when it is recorded, and its note.
    [[gnu::noinline, gnu::cold]] constexpr void charge(price of, std::ptrdiff_t result, std::ptrdiff_t kept,
                                                       std::ptrdiff_t kept_recorded, std::size_t note) {
        flops_ += of.flops;
        recorded_ += recording_ ? of.flops : 0.0;
        numbers_ += of.numbers;
        auto const y = count_of(result);
        forward_.take(y);
        tape_.take(y);
        auto const forward_mark = forward_.now;
        auto const tape_mark = tape_.now;
        forward_.take(count_of(kept));
        forward_.now = forward_mark;
        if (recording_) {
            noted_ = true;
            tape_.take(count_of(kept_recorded) + y);
            notes_ += padded<std::byte>(note);
        } else {
            tape_.take(count_of(kept));
            tape_.now = tape_mark;
        }
    }
    static constexpr std::size_t count_of(std::ptrdiff_t n) { return padded<T>(static_cast<std::size_t>(n)); }

    double flops_ = 0;
    double recorded_ = 0;
    double flops_again_ = 0;
    double numbers_ = 0;
    level_of forward_;
    level_of tape_;
    level_of integers_;
    level_of where_;
    std::size_t notes_ = 0;
    demand on_the_way_back_;  ///< of what is computed again, one text at a time
    bool recording_ = true;
    bool noted_ = false;  ///< something was recorded since the last copy, which is what a carry begins as
    unsigned outer_ = 0;
};

}  // namespace lathe::ops
