#pragma once
/// \file
/// The back-ends that compute at once: `reference` (plain loops, constexpr) and `simd` (xsimd kernels) are the same class
/// over two sets of kernels.

#include <lathe/ops/perform.hpp>
#include <lathe/ops/words.hpp>
#include <lathe/ops/workspace.hpp>

namespace lathe::ops {

/// Runs each operation when it is met; results lie in scratch and live until the scope they were made in ends.
template <class Kernels, class T>
class eager : public words<eager<Kernels, T>>, public workspace<T> {
    using workspace<T>::memory_;

public:
    using value_type = T;
    using kernels = Kernels;
    template <int W>
    using handle = rows<T, W>;
    static constexpr bool counts = false;

    using workspace<T>::workspace;

    /// The one entry of all operations.
    template <class Op, class... A>
    constexpr auto run(A const&... arguments) {
        auto const size = Op::result(arguments...);
        auto const y = make<decltype(size)::width>(size.count);
        auto const mark = memory_.mark();
        T* const keep = this->numbers(Op::keeps(false, arguments...));
        perform<Op, Kernels>(tracked<T, decltype(size)::width>{y.data, nullptr, y.count}, keep, see(arguments)...);
        memory_.release(mark);
        return y;
    }

    template <int W>
    constexpr rows<T, W> make(int count) {
        return {this->numbers(entries(W, count)), count};
    }
    /// Rows that are going to be written one by one.
    template <int W>
    constexpr rows<T, W> sheet(int count) {
        return make<W>(count);
    }
    /// Rows of one value.
    template <int W>
    constexpr rows<T, W> filled(int count, double value) {
        auto const y = make<W>(count);
        std::fill(y.data, y.data + y.size(), static_cast<T>(value));
        return y;
    }
    /// Rows whose memory belongs to the caller.
    template <int W>
    constexpr rows<T, W> given(T* data, int count) {
        return {data, count};
    }
    /// x in memory of its own, which later `put`s may write over.
    template <int W>
    constexpr rows<T, W> copy(rows<T, W> x) {
        auto const y = make<W>(x.count);
        std::copy(x.data, x.data + x.size(), y.data);
        return y;
    }
    /// Writes x over the rows `ids` of base. The old handle is dead afterwards.
    template <int W>
    constexpr rows<T, W> put(rows<T, W> base, slice<int const> ids, rows<T, W> x) {
        for (int i = 0; i < x.count; ++i) {
            std::copy(x.row(i), x.row(i) + W, base.row(ids[static_cast<std::size_t>(i)]));
        }
        return base;
    }
    /// The value without its derivative.
    template <int W>
    constexpr rows<T, W> detach(rows<T, W> x) {
        return x;
    }

    /// Runs text and keeps only what it returns.
    template <class F>
    constexpr auto scope(F&& text) {
        return this->keep_result(text);
    }
    /// text(x), of which only the result is kept; a tape would run it again on the way back.
    template <int W, class F>
    constexpr auto recompute(rows<T, W> x, F const& text) {
        return scope([&] { return text(x); });
    }

    /// One turn of a loop: the carry becomes what text returns, in the carry's memory. The carry was made by `copy`.
    template <class C, class F>
    constexpr C advance(C carry, F&& text) {
        return this->overwrite(carry, text);
    }

    constexpr void enter(border) {}
    constexpr void leave() {}

    /// Values for halting rules; null in back-ends that have none.
    template <int W>
    constexpr T const* peek(rows<T, W> x) const {
        return x.data;
    }

private:
    template <class A>
    static constexpr decltype(auto) see(A const& a) {
        if constexpr (core::leaf<A>) {
            if constexpr (requires { typename A::form; }) {
                return panel_view<typename A::form, A::rows, A::columns>{a.panels()};
            } else {
                return leaf_view<T, A::is, A::rows, A::columns>{a.data(), nullptr};
            }
        } else if constexpr (lathe::ops::handle<A>) {
            return tracked<T, A::width>{a.data, nullptr, a.count};
        } else {
            return a;
        }
    }
};

}  // namespace lathe::ops
