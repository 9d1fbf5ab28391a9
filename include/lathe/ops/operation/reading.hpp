#pragma once
/// \file
/// What choosing among positions asks of logits, in one pass over them: the most likely symbol, the two largest
/// probabilities, the entropy.

#include <lathe/kernel/math.hpp>
#include <lathe/ops/handle.hpp>

#include <algorithm>
#include <limits>

namespace lathe::ops::op {

/// (argmax x, p_1, p_2, -sum_j p_j log p_j) with p = softmax(x), p_1 and p_2 its largest entries, in nats. n x V -> n x 4.
/// The first of equals is the symbol; one column has p_2 = 0. A row with NaN gives its first column and NaN. No derivative.
///
/// The row is read once, in pieces that stay in the nearest cache: with m the largest so far, total = sum exp(x - m) and
/// mean = sum (x - m) exp(x - m) are carried from piece to piece and rescaled when m grows.
struct reading {
    static constexpr auto name = "reading";
    static constexpr int piece = 512;
    static constexpr int keeps(bool, handle auto const& x) {
        return std::min(piece, std::remove_cvref_t<decltype(x)>::width);
    }
    static constexpr auto result(handle auto const& x) { return extent<4>{x.count}; }
    static constexpr price cost(handle auto const& x) { return {6.0 * x.size(), 1.0 * x.size() + 4.0 * x.count}; }

    template <class K, class X>
    static constexpr void forward(auto y, auto* keep, X x) {
        for (int i = 0; i < x.count; ++i) {
            row<K>(X::width, y.row(i), keep, static_cast<typename X::value_type const*>(x.row(i)));
        }
    }
    template <class K, class X>
    static constexpr void backward(auto, auto*, X) {}

    /// One row of n numbers; `share` is memory for the smaller of n and `piece`.
    template <class K, class T>
    static constexpr void row(int n, T* y, T* share, T const* x) {
        constexpr T least = -std::numeric_limits<T>::infinity();
        T top = least;
        T second = least;
        T total = 0;
        T mean = 0;
        int best = 0;
        for (int from = 0; from < n; from += piece) {
            int const count = std::min(piece, n - from);
            T const* const part = x + from;
            T const largest = K::largest(count, part);
            if (largest != largest) {
                std::fill(y, y + 4, largest);
                y[0] = static_cast<T>(std::find_if(part, part + count, [](T v) { return v != v; }) - x);
                return;
            }
            if (largest > top) {
                auto const at = static_cast<int>(std::find(part, part + count, largest) - part);
                T const before = at > 0 ? K::largest(at, part) : least;
                T const after = at + 1 < count ? K::largest(count - at - 1, part + at + 1) : least;
                second = std::max({top, before, after});
                if (total > T(0)) {
                    T const factor = kernel::exp(top - largest);
                    mean = factor * (mean + (top - largest) * total);
                    total *= factor;
                }
                top = largest;
                best = from + at;
            } else {
                second = std::max(second, largest);
            }
            K::map(count, share, [top](auto v) { return kernel::exp(v - top); }, part);
            total += K::template sum<T>(count, [](auto e) { return e; }, static_cast<T const*>(share));
            mean += K::template sum<T>(
                count,
                [top](auto e, auto v) {
                    using number = decltype(e);
                    // a symbol that cannot be has no part in the entropy, though it is infinitely far below
                    return kernel::select(e > number(T(0)), e * (v - top), number(T(0)));
                },
                static_cast<T const*>(share), part);
        }
        y[0] = static_cast<T>(best);
        y[1] = T(1) / total;
        y[2] = kernel::exp(second - top) / total;
        y[3] = kernel::log(total) - mean / total;
    }
};

}  // namespace lathe::ops::op
