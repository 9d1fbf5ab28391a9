#pragma once
/// \file
/// Reverse-mode differentiation over another back-end's kernels: each operation leaves a note, the notes are walked
/// backwards. No virtual functions, no allocation; a handle without slope is a constant and costs nothing. A slope
/// gets memory when the first consumer writes it on the way back, and gives it back when it has been passed on: few are
/// alive at a time. What the loss does not depend on is skipped.

#include <lathe/kernel/panel.hpp>
#include <lathe/ops/note.hpp>
#include <lathe/ops/perform.hpp>
#include <lathe/ops/words.hpp>
#include <lathe/ops/workspace.hpp>

#include <cstddef>
#include <functional>
#include <new>
#include <type_traits>
#include <utility>

namespace lathe::ops {

/// A signal that follows every border: full back-propagation.
struct everything {
    static constexpr bool follows(border) { return true; }
};

/// Whether Kernels take a matrix in panels that fill the place of the matrix to the last number.
template <class Kernels, class T, class A>
inline constexpr bool can_be_prepared = [] {
    if constexpr (requires { typename Kernels::template prepared<T>; }) {
        return A::is == kind::matrix && kernel::panel_layout<typename Kernels::template prepared<T>>::whole(A::rows, A::columns);
    } else {
        return false;
    }
}();

/// The tape over back-end B. Weights are recognised by their address: `weights` and `slopes` are two blocks of the same
/// layout, and a leaf outside the block is a constant. `ready` are two more blocks of that layout, or none, in which the
/// matrices that can be prepared lie in panels.
template <class B, class Signal = everything>
class gradient : public words<gradient<B, Signal>>, public workspace<typename B::value_type> {
public:
    using value_type = typename B::value_type;
    using kernels = typename B::kernels;
    template <int W>
    using handle = tracked<value_type, W>;
    static constexpr bool counts = false;

private:
    using T = value_type;
    using workspace<T>::memory_;

public:
    gradient(scratch<T> memory, slice<T const> weights, slice<T> slopes, prepared ready = {}, Signal signal = {})
        : workspace<T>(memory), weights_(weights), slopes_(slopes), ready_(ready), signal_(signal) {}
    gradient(gradient const&) = delete;
    gradient& operator=(gradient const&) = delete;

    template <class Op, class... A>
    auto run(A const&... arguments) {
        auto const size = Op::result(arguments...);
        constexpr int width = decltype(size)::width;
        handle<width> const y{this->numbers(size.size()), nullptr, size.count};
        constexpr bool packed = (... || requires { typename A::form; });
        static_assert(!packed,
                      "lathe[ops.gradient.packed]: packed weights are for inference; a tape takes those that a trainer steps");
        if constexpr (packed) {
            return y;
        } else {
            bool const records = recording_ && (... || moves(arguments));
            if (!records) {
                auto const mark = memory_.mark();
                T* const keep = this->numbers(Op::keeps(false, arguments...));
                perform<Op, kernels>(y, keep, see(arguments)...);
                memory_.release(mark);
                return y;
            }
            T* const keep = this->numbers(Op::keeps(true, arguments...));
            perform<Op, kernels, requires { Op::layered; }>(y, keep, see(arguments)...);
            using noted =
                detail::note_of<Op, kernels, T, handle<width>, std::remove_cvref_t<decltype(see(arguments))>...>;
            auto* const fresh = ::new (memory_.notes.take(sizeof(noted))) noted(last_, y, keep, see(arguments)...);
            if constexpr (requires { Op::begun; }) {
                fresh->cell.begun = true;
            }
            last_ = fresh;
            return fresh->y;
        }
    }

    template <int W>
    handle<W> make(int count) {
        return {this->numbers(entries(W, count)), nullptr, count};
    }
    /// While recording, a sheet has a slope from the start: what is written into it finds it there.
    template <int W>
    handle<W> sheet(int count) {
        auto y = make<W>(count);
        if (recording_) {
            y.slope = this->numbers(entries(W, count));
            std::fill(y.slope, y.slope + y.size(), T(0));
        }
        return y;
    }
    template <int W>
    handle<W> filled(int count, double value) {
        auto const y = make<W>(count);
        std::fill(y.data, y.data + y.size(), static_cast<T>(value));
        return y;
    }
    template <int W>
    handle<W> given(T* data, int count) {
        return {data, nullptr, count};
    }
    /// Rows of the caller whose derivative goes to `slope`.
    template <int W>
    handle<W> given(T* data, T* slope, int count) {
        return {data, slope, count};
    }
    template <int W>
    handle<W> copy(handle<W> x) {
        if (x.slope && recording_) {
            return this->affine(x, 1.0, 0.0);
        }
        auto const y = make<W>(x.count);
        std::copy(x.data, x.data + x.size(), y.data);
        return y;
    }
    template <int W>
    handle<W> put(handle<W> base, slice<int const> ids, handle<W> x) {
        if (recording_ || base.slope || noted(base)) {
            return this->scatter(base, ids, x);
        }
        for (int i = 0; i < x.count; ++i) {
            std::copy(x.row(i), x.row(i) + W, base.row(ids[static_cast<std::size_t>(i)]));
        }
        return base;
    }
    template <int W>
    handle<W> detach(handle<W> x) {
        return {x.data, nullptr, x.count};
    }

    template <class F>
    auto scope(F&& text) {
        if (recording_) {
            return text();
        }
        return this->keep_result(text);
    }

    /// text(x), of which a tape keeps the result alone: what its operations keep is computed again on the way back (Chen et
    /// al. 2016, arXiv:1604.06174). The text does the same whenever it is called, and reaches what has a slope through x and
    /// the weights only; what it refers to lives until `backward` has been called.
    template <int W, class F>
    auto recompute(handle<W> x, F const& text) {
        bool const records = std::exchange(recording_, false);
        auto const y = this->keep_result([&] { return text(x); });
        recording_ = records;
        if (!records) {
            return y;
        }
        using noted = detail::note_again<gradient, T, std::remove_cv_t<decltype(y)>, handle<W>, F>;
        auto* const fresh = ::new (memory_.notes.take(sizeof(noted))) noted(last_, this, y, x, text);
        last_ = fresh;
        return fresh->y;
    }

    template <class C, class F>
    C advance(C carry, F&& text) {
        if (recording_) {
            return text();
        }
        bool needed = false;
        each_handle(carry, [&](auto& h) { needed = needed || h.slope || noted(h); });
        // what notes still read is not written over
        carry = needed ? this->keep_result(text) : this->overwrite(carry, text);
        each_handle(carry, [](auto& h) {
            h.slope = nullptr;
            h.cell = nullptr;
        });
        return carry;
    }

    void enter(border b) {
        outer_ = (outer_ << 1) | (recording_ ? 1u : 0u);
        recording_ = recording_ && signal_.follows(b);
    }
    void leave() {
        recording_ = (outer_ & 1u) != 0;
        outer_ >>= 1;
    }

    template <int W>
    T const* peek(handle<W> x) const {
        return x.data;
    }

    /// Where the derivative of the loss by each entry of x goes before `backward`; empty if x is constant.
    template <int W>
    slice<T> seeds(handle<W> x) {
        if (x.slope && x.cell) {
            pool_.give(*x.cell);
            x = x.settled();
        }
        x.clear();
        return {x.slope, x.slope ? static_cast<std::size_t>(x.size()) : 0};
    }
    /// Sets the derivative of the loss by each entry of x.
    template <int W>
    void seed(handle<W> x, T value) {
        for (T& slope : seeds(x)) {
            slope = value;
        }
    }
    /// Adds up the derivatives of everything that was recorded, into `slopes` and the handles.
    void backward() { pull_all(pool_); }
    /// Forgets the notes; scratch starts anew.
    void reset() {
        memory_.release({0, 0, 0});
        memory_.notes.release(0);
        pool_.reset();
        last_ = nullptr;
        recording_ = true;
        outer_ = 0;
    }
    bool recording() const { return recording_; }

private:
    template <class Tape, class U, class Y, class X, class Text>
    friend struct detail::note_again;

    void pull_all(detail::slope_pool<T>& pool) {
        for (auto* n = last_; n; n = n->before) {
            n->pull(n, pool);
        }
        last_ = nullptr;
    }
    /// Records text(x), whose derivative is y's slope, goes back through it, and forgets it.
    template <class Y, class X, class F>
    void again(Y const& y, X const& x, F const& text) {
        auto const mark = memory_.mark();
        auto const notes = memory_.notes.mark();
        auto* const earlier = std::exchange(last_, nullptr);
        bool const recorded = std::exchange(recording_, true);
        detail::slope_pool<T> pool(memory_.numbers);
        auto result = text(x);
        if (result.slope) {
            detail::settle(result, pool, false);
            add_slope<kernels>(result, [](auto d) { return d; }, static_cast<T const*>(y.slope));
        }
        pull_all(pool);
        last_ = earlier;
        recording_ = recorded;
        memory_.notes.release(notes);
        memory_.release(mark);
    }
    /// Whether a note reads the numbers of h.
    template <int W>
    bool noted(handle<W> h) const {
        for (auto const* n = last_; n; n = n->before) {
            if (n->reads(n, h.data, h.data + h.size())) {
                return true;
            }
        }
        return false;
    }
    template <class A>
    bool in_block(A const& leaf) const {
        return std::less_equal<>{}(weights_.data(), leaf.data()) && std::less<>{}(leaf.data(), weights_.data() + weights_.size());
    }
    template <class A>
    T* slope_of(A const& leaf) const {
        bool const trained = A::is != kind::constant && !slopes_.empty() && in_block(leaf);
        return trained ? slopes_.data() + (leaf.data() - weights_.data()) : nullptr;
    }
    template <class A>
    prepared ready_of(A const& leaf) const {
        if constexpr (can_be_prepared<kernels, T, A>) {
            if (ready_.straight && in_block(leaf)) {
                auto const offset = static_cast<std::size_t>(leaf.data() - weights_.data()) * sizeof(T);
                return {static_cast<std::byte const*>(ready_.straight) + offset, static_cast<std::byte const*>(ready_.turned) + offset};
            }
        }
        return {};
    }
    template <class A>
    bool moves(A const& a) const {
        if constexpr (core::leaf<A>) {
            return slope_of(a) != nullptr;
        } else if constexpr (lathe::ops::handle<A>) {
            return a.slope != nullptr;
        } else {
            return false;
        }
    }
    template <class A>
    auto see(A const& a) const {
        if constexpr (core::leaf<A>) {
            return leaf_view<T, A::is, A::rows, A::columns>{a.data(), slope_of(a), ready_of(a)};
        } else {
            return a;
        }
    }

    slice<T const> weights_;
    slice<T> slopes_;
    prepared ready_;
    [[no_unique_address]] Signal signal_;
    detail::note<T>* last_ = nullptr;
    detail::slope_pool<T> pool_{memory_.numbers};
    bool recording_ = true;
    unsigned outer_ = 0;
};

}  // namespace lathe::ops
