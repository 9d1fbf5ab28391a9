#pragma once
/// \file
/// A matrix as the kernels like to read it: panels of a few columns of W^T, each in one piece, input after input
/// ([out / columns][in][columns]). It is made once, when weights are loaded, and read by products of any number of rows.
///
/// Two columns that are a batch apart share a word of 32 bits in panels of bfloat16: a shift and a mask make two batches
/// of float of it.

#include <lathe/core/bfloat16.hpp>
#include <lathe/kernel/xsimd.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace lathe::kernel {

/// Where numbers of type E stand in panels that are multiplied with numbers of type T. T: float, or E itself.
template <class T, class E = T>
struct panel_layout {
    static constexpr bool words = !std::same_as<T, E>;
    static_assert(!words || (std::same_as<T, float> && std::same_as<E, bfloat16>));

    static constexpr int lanes = [] {
        if constexpr (std::same_as<T, float> || std::same_as<T, double>) {
            return static_cast<int>(xsimd::batch<T>::size);
        } else {
            return 1;
        }
    }();
    static constexpr bool many_registers = std::is_base_of_v<xsimd::avx512f, xsimd::default_arch>;
    /// Columns of a panel.
    static constexpr int columns = (many_registers ? 4 : 2) * lanes;

    /// Numbers that a matrix of `out` rows and `in` columns takes, those of columns that are not there included.
    static constexpr std::ptrdiff_t size(int out, int in) {
        return static_cast<std::ptrdiff_t>((out + columns - 1) / columns) * columns * in;
    }
    /// Where W(out, in) stands, for a matrix of `inputs` columns.
    static constexpr std::ptrdiff_t offset(int out, int in, int inputs) {
        int column = out % columns;
        if constexpr (words) {
            int const pair = column / (2 * lanes) * (2 * lanes);
            int const inside = column - pair;
            column = pair + 2 * (inside % lanes) + inside / lanes;
        }
        return (static_cast<std::ptrdiff_t>(out / columns) * inputs + in) * columns + column;
    }

    /// Width batches from p on, which is aligned; p is the place of a column that 2 lanes divide.
    template <int Width>
    static void load(E const* p, xsimd::batch<T> (&b)[Width]) {
        if constexpr (words) {
            using word = xsimd::batch<std::uint32_t>;
#pragma GCC unroll 8
            for (int v = 0; v < Width; v += 2) {
                word const both = word::load_aligned(reinterpret_cast<std::uint32_t const*>(p + v * lanes));
                b[v] = xsimd::bitwise_cast<xsimd::batch<float>>(both << 16);
                if (v + 1 < Width) b[v + 1] = xsimd::bitwise_cast<xsimd::batch<float>>(both & word(0xffff0000u));
            }
        } else {
#pragma GCC unroll 8
            for (int v = 0; v < Width; ++v) b[v] = xsimd::batch<T>::load_aligned(p + v * lanes);
        }
    }
};

}  // namespace lathe::kernel
