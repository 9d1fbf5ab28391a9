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
    /// Turns of so many positions are remembered: position p at p % slots, its tag, then D/2 cosines and D/2 sines.
    static constexpr int slots = 64;
    static constexpr bool assigns = true;
    static constexpr int keeps(bool, auto const&, places, double) { return D / 2 + slots * (D + 1); }
    template <int Rows, int Head>
    struct widths {
        static_assert(Rows % Head == 0, "lathe[ops.rotary]: the width is no multiple of the head width");
    };
    static constexpr auto result(handle auto const& x, places, double) {
        constexpr int width = std::remove_cvref_t<decltype(x)>::width;
        return fitting<width % D == 0 || D % 2 != 0, widths<width, D>>(extent<width>{x.count});
    }
    static constexpr price cost(handle auto const& x, places, double) { return {3.0 * x.size(), 2.0 * x.size()}; }

    /// Frequencies into the first D/2 of `keep`, and no turn after them.
    template <class K, class T>
    static constexpr void frequencies(T* keep, double base) {
        for (int i = 0; i < D / 2; ++i) {
            keep[i] = static_cast<T>(-2 * i) / T(D);
        }
        auto const scale = static_cast<T>(kernel::log(base));
        K::map(D / 2, keep, [scale](auto v) { return kernel::exp(v * scale); }, static_cast<T const*>(keep));
        for (int slot = 0; slot < slots; ++slot) {
            keep[D / 2 + slot * (D + 1)] = std::numeric_limits<T>::infinity();
        }
    }

    /// Cosines and sines of a position, from memory if they are there.
    template <class K, class T>
    static constexpr T const* turn_at(T* keep, std::int32_t position) {
        T* const slot = keep + D / 2 + static_cast<int>(static_cast<std::uint32_t>(position) % slots) * (D + 1);
        auto const angle = static_cast<T>(position);
        if (*slot != angle) {
            *slot = angle;
            K::map(D / 2, slot + 1, [angle](auto v) { return kernel::cos(v * angle); }, static_cast<T const*>(keep));
            K::map(D / 2, slot + 1 + D / 2, [angle](auto v) { return kernel::sin(v * angle); },
                   static_cast<T const*>(keep));
        }
        return slot + 1;
    }

    template <class K, class T>
    static constexpr void turn_rows(T* y, T const* x, int width, places at, T* keep, T sign, bool add) {
        constexpr int half = D / 2;
        constexpr int step = Layout == pairs::halves ? 1 : 2;
        constexpr int apart = Layout == pairs::halves ? half : 1;
        for (std::size_t r = 0; r < at.size(); ++r) {
            T const* const turn = turn_at<K>(keep, at[r].position);
            // in arrays of their own, which nothing else can point into
            T cosine[half], sine[half];
            for (int i = 0; i < half; ++i) {
                cosine[i] = turn[i];
                sine[i] = sign * turn[half + i];
            }
            for (int h = 0; h < width; h += D) {
                T const* const from = x + static_cast<std::ptrdiff_t>(r) * width + h;
                T* const to = y + static_cast<std::ptrdiff_t>(r) * width + h;
                T one[half], two[half];
                for (int i = 0; i < half; ++i) {
                    one[i] = from[step * i] * cosine[i] - from[step * i + apart] * sine[i];
                    two[i] = from[step * i + apart] * cosine[i] + from[step * i] * sine[i];
                }
                for (int i = 0; i < half; ++i) {
                    to[step * i] = add ? to[step * i] + one[i] : one[i];
                    to[step * i + apart] = add ? to[step * i + apart] + two[i] : two[i];
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
            turn_rows<K, t>(x.slope, y.slope, X::width, at, keep, t(-1), x.adds());
        }
    }
};

}  // namespace lathe::ops::op
