#pragma once
/// \file
/// Reverse-mode differentiation over another back-end's kernels: each operation leaves a note, the notes are walked
/// backwards. No virtual functions, no allocation; a handle without slope is a constant and costs nothing. Slopes are not
/// cleared beforehand: whoever comes first on the way back writes, the others add, and what nobody needed is skipped.

#include <lathe/ops/words.hpp>
#include <lathe/ops/workspace.hpp>

#include <functional>
#include <new>
#include <tuple>
#include <type_traits>

namespace lathe::ops {

/// A signal that follows every border: full back-propagation.
struct everything {
    static constexpr bool follows(border) { return true; }
};

namespace detail {

struct note {
    note* before;
    void (*pull)(note*);
    bool (*reads)(note const*, void const* begin, void const* end);
    bool begun = false;  ///< somebody has said how the loss depends on the result
};

constexpr bool overlaps(void const* a, void const* a_end, void const* b, void const* b_end) {
    return std::less<>{}(a, b_end) && std::less<>{}(b, a_end);
}

template <class Op, class Kernels, class T, class Y, class... A>
struct note_of : note {
    Y y;
    T* keep;
    std::tuple<A...> arguments;

    constexpr note_of(note* earlier, Y result, T* kept, A... a)
        : note{earlier, &pull_this, &reads_this}, y(result), keep(kept), arguments(a...) {
        y.begun = &this->begun;
    }

    static void pull_this(note* n) {
        auto& self = *static_cast<note_of*>(n);
        if (!self.begun) {
            return;
        }
        std::apply(
            [&](auto const&... a) {
                if constexpr (!requires { Op::assigns; }) {
                    (cleared(a), ...);
                }
                Op::template backward<Kernels>(self.y, self.keep, a...);
            },
            self.arguments);
    }
    static bool reads_this(note const* n, void const* begin, void const* end) {
        auto const& self = *static_cast<note_of const*>(n);
        auto const inside = [&](auto const& a) {
            if constexpr (handle<std::remove_cvref_t<decltype(a)>>) {
                return overlaps(a.data, a.data + a.size(), begin, end);
            } else {
                return false;
            }
        };
        return inside(self.y) || std::apply([&](auto const&... a) { return (... || inside(a)); }, self.arguments);
    }

private:
    static void cleared(auto const& a) {
        if constexpr (handle<std::remove_cvref_t<decltype(a)>>) {
            a.clear();
        }
    }
};

/// What an argument becomes in a note.
template <class T, class A>
constexpr auto seen_as(A const& a) {
    if constexpr (core::leaf<A>) {
        return leaf_view<T, A::is, A::rows, A::columns>{};
    } else if constexpr (handle<A>) {
        return tracked<T, A::width>{};
    } else {
        return a;
    }
}

}  // namespace detail

/// Bytes that the note of an operation takes.
template <class Op, class T, int Width, class... A>
inline constexpr std::size_t note_bytes =
    sizeof(detail::note_of<Op, void, T, tracked<T, Width>, decltype(detail::seen_as<T>(std::declval<A>()))...>);

/// The tape over back-end B. Weights are recognised by their address: `weights` and `slopes` are two blocks of the same
/// layout, and a leaf outside the block is a constant.
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
    gradient(scratch<T> memory, slice<T const> weights, slice<T> slopes, Signal signal = {})
        : workspace<T>(memory), weights_(weights), slopes_(slopes), signal_(signal) {}

    template <class Op, class... A>
    auto run(A const&... arguments) {
        auto const size = Op::result(arguments...);
        constexpr int width = decltype(size)::width;
        handle<width> y{this->numbers(width * size.count), nullptr, size.count};
        bool const records = recording_ && (... || moves(arguments));
        if (!records) {
            auto const mark = memory_.mark();
            T* const keep = this->numbers(Op::keeps(false, arguments...));
            Op::template forward<kernels>(y, keep, see(arguments)...);
            memory_.release(mark);
            return y;
        }
        T* const keep = this->numbers(Op::keeps(true, arguments...));
        if constexpr (requires { Op::layered; }) {
            Op::template forward<kernels, true>(y, keep, see(arguments)...);
        } else {
            Op::template forward<kernels>(y, keep, see(arguments)...);
        }
        y.slope = this->numbers(width * size.count);
        using noted =
            detail::note_of<Op, kernels, T, handle<width>, std::remove_cvref_t<decltype(see(arguments))>...>;
        auto* const fresh = ::new (memory_.notes.take(sizeof(noted))) noted(last_, y, keep, see(arguments)...);
        if constexpr (requires { Op::begun; }) {
            fresh->begun = true;
        }
        last_ = fresh;
        return fresh->y;
    }

    template <int W>
    handle<W> make(int count) {
        return {this->numbers(W * count), nullptr, count};
    }
    /// While recording, a sheet has a slope from the start: what is written into it finds it there.
    template <int W>
    handle<W> sheet(int count) {
        auto y = make<W>(count);
        if (recording_) {
            y.slope = this->numbers(W * count);
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
            h.begun = nullptr;
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
    void backward() {
        for (detail::note* n = last_; n; n = n->before) {
            n->pull(n);
        }
        last_ = nullptr;
    }
    /// Forgets the notes; scratch starts anew.
    void reset() {
        memory_.release({0, 0, 0});
        memory_.notes.release(0);
        last_ = nullptr;
        recording_ = true;
        outer_ = 0;
    }
    bool recording() const { return recording_; }

private:
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
    T* slope_of(A const& leaf) const {
        auto const offset = leaf.data() - weights_.data();
        bool const inside = A::is != kind::constant && std::less_equal<>{}(weights_.data(), leaf.data()) &&
                            std::less<>{}(leaf.data(), weights_.data() + weights_.size());
        return inside && !slopes_.empty() ? slopes_.data() + offset : nullptr;
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
            return leaf_view<T, A::is, A::rows, A::columns>{a.data(), slope_of(a)};
        } else {
            return a;
        }
    }

    slice<T const> weights_;
    slice<T> slopes_;
    [[no_unique_address]] Signal signal_;
    detail::note* last_ = nullptr;
    bool recording_ = true;
    unsigned outer_ = 0;
};

}  // namespace lathe::ops
