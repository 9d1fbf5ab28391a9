#pragma once
/// \file
/// Rotary positions (Su et al. 2021, arXiv:2104.09864): each pair of channels of a head turns by position * base^(-2i/D).

#include <lathe/kernel/math.hpp>
#include <lathe/ops/handle.hpp>

namespace lathe::ops::op {

/// Which channels form a pair: (2i, 2i + 1) or (i, i + D/2).
enum class pairs { interleaved, halves };

/// n x (heads D) -> the same, rows turned by the positions of their places.
template <pairs Layout, int D>
struct rotary {
    static_assert(D % 2 == 0, "lathe[ops.rotary]: rotary positions need an even head width");
    static constexpr auto name = "rotary";
    static constexpr int keeps(bool, auto const&, places, double) { return 2 * D; }
    static constexpr auto result(handle auto const& x, places, double) {
        static_assert(std::remove_cvref_t<decltype(x)>::width % D == 0,
                      "lathe[ops.rotary]: the width is no multiple of the head width");
        return extent<std::remove_cvref_t<decltype(x)>::width>{x.count};
    }
    static constexpr price cost(handle auto const& x, places, double) { return {3.0 * x.size(), 2.0 * x.size()}; }

    /// Frequencies into the first D/2 of `turn`; a row's cosines and sines follow, one per channel.
    template <class K, class T>
    static constexpr void frequencies(T* turn, double base) {
        for (int i = 0; i < D / 2; ++i) {
            turn[i] = static_cast<T>(-2 * i) / T(D);
        }
        auto const scale = static_cast<T>(kernel::log(base));
        K::map(D / 2, turn, [scale](auto v) { return kernel::exp(v * scale); }, static_cast<T const*>(turn));
    }

    template <class K, class T>
    static constexpr void turn_rows(T* y, T const* x, int width, places at, T* keep, T sign, bool add) {
        T* const cosine = keep + D / 2;
        T* const sine = keep + D;
        for (std::size_t r = 0; r < at.size(); ++r) {
            if (r == 0 || at[r].position != at[r - 1].position) {
                auto const position = static_cast<T>(at[r].position);
                K::map(D / 2, cosine, [position](auto v) { return kernel::cos(v * position); },
                       static_cast<T const*>(keep));
                K::map(D / 2, sine, [position](auto v) { return kernel::sin(v * position); },
                       static_cast<T const*>(keep));
            }
            for (int h = 0; h < width; h += D) {
                auto const begin = static_cast<std::ptrdiff_t>(r) * width + h;
                for (int i = 0; i < D / 2; ++i) {
                    auto const one = begin + (Layout == pairs::halves ? i : 2 * i);
                    auto const two = one + (Layout == pairs::halves ? D / 2 : 1);
                    T const s = sign * sine[i];
                    T const a = x[one] * cosine[i] - x[two] * s;
                    T const b = x[two] * cosine[i] + x[one] * s;
                    y[one] = add ? y[one] + a : a;
                    y[two] = add ? y[two] + b : b;
                }
            }
        }
    }

    template <class K, class X>
    static constexpr void forward(auto y, auto* keep, X x, places at, double base) {
        using t = typename X::value_type;
        frequencies<K, t>(keep, base);
        turn_rows<K, t>(y.data, x.data, X::width, at, keep, t(1), false);
    }
    template <class K, class X>
    static constexpr void backward(auto y, auto* keep, X x, places at, double) {
        using t = typename X::value_type;
        if (x.slope) {
            turn_rows<K, t>(x.slope, y.slope, X::width, at, keep, t(-1), true);
        }
    }
};

}  // namespace lathe::ops::op
