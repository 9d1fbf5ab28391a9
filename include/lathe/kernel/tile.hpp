#pragma once
/// \file
/// Tiles of a matrix product: y(rows, columns) op sum over depth of x(row, d) w(d, column), in registers.
///
/// A tile holds Rows x Width batches of y. For every d it loads Width batches of row d of w and multiplies each by
/// the Rows numbers x(., d). Where x steps along a row and along the depth is told at run time, so that one code
/// serves x, x transposed and blocks of either. Row counts are cut in equal parts: 13 rows are 7 + 6, never 12 + 1.

#include <algorithm>
#include <array>
#include <cstddef>
#include <lathe/kernel/batch.hpp>
#include <lathe/kernel/edge.hpp>
#include <lathe/kernel/grid.hpp>
#include <utility>

namespace lathe::kernel {

/// x(row, d) stands at data[row * row_step + d * depth_step].
template <class T>
struct lattice {
    T const* data;
    std::ptrdiff_t row_step;
    std::ptrdiff_t depth_step;
};

template <class T>
struct tiling {
    using batch = xsimd::batch<T>;
    static constexpr int lanes = static_cast<int>(batch::size);
    static constexpr bool many_registers = std::is_base_of_v<xsimd::avx512f, typename batch::arch_type>;

    /// Rows of a tile `width` batches wide: what 32 registers of AVX-512, or 16 of the others, hold.
    static constexpr int rows_beside(int width) {
        return many_registers ? std::min(12, 24 / width) : std::min(6, 12 / width);
    }

    using function = void (*)(grid<T>, lattice<T>, T const*, std::ptrdiff_t, int, int, bool);

    template <int Rows, int Width>
    [[gnu::noinline]] static void tile(grid<T> y, lattice<T> x, T const* w, std::ptrdiff_t w_step, int depth,
                                       int columns, bool add) {
        edge<batch> const last(columns - (Width - 1) * lanes);
        // Whole batches, which the compiler does not know: g++ would load w again for every row instead of once.
        edge<batch> const first(std::min(columns, lanes));
        // Arrays that no loop but an unrolled one touches stay in registers.
        batch total[Rows][Width];
#pragma GCC unroll 16
        for (int i = 0; i < Rows; ++i) {
#pragma GCC unroll 16
            for (int v = 0; v < Width; ++v) total[i][v] = batch(T(0));
        }
        // One pointer for four rows: twelve would not fit the registers.
        constexpr int groups = (Rows + 3) / 4;
        T const* at[groups];
#pragma GCC unroll 4
        for (int g = 0; g < groups; ++g) at[g] = x.data + 4 * g * x.row_step;
        for (int d = 0; d < depth; ++d) {
            if constexpr (Rows < Width) {
                batch a[Rows];
#pragma GCC unroll 16
                for (int i = 0; i < Rows; ++i) a[i] = batch(at[i / 4][(i % 4) * x.row_step]);
#pragma GCC unroll 16
                for (int v = 0; v < Width; ++v) {
                    batch const b = v + 1 < Width ? first.load(w + v * lanes) : last.load(w + v * lanes);
#pragma GCC unroll 16
                    for (int i = 0; i < Rows; ++i) total[i][v] = kernel::fma(a[i], b, total[i][v]);
                }
            } else {
                batch b[Width];
#pragma GCC unroll 16
                for (int v = 0; v + 1 < Width; ++v) b[v] = first.load(w + v * lanes);
                b[Width - 1] = last.load(w + (Width - 1) * lanes);
#pragma GCC unroll 16
                for (int i = 0; i < Rows; ++i) {
                    batch const a(at[i / 4][(i % 4) * x.row_step]);
#pragma GCC unroll 16
                    for (int v = 0; v < Width; ++v) total[i][v] = kernel::fma(a, b[v], total[i][v]);
                }
            }
#pragma GCC unroll 4
            for (int g = 0; g < groups; ++g) at[g] += x.depth_step;
            w += w_step;
        }
#pragma GCC unroll 16
        for (int i = 0; i < Rows; ++i) {
            T* const to = y.row(i);
#pragma GCC unroll 16
            for (int v = 0; v + 1 < Width; ++v) {
                if (add) total[i][v] += batch::load_unaligned(to + v * lanes);
                total[i][v].store_unaligned(to + v * lanes);
            }
            T* const end = to + (Width - 1) * lanes;
            if (add) total[i][Width - 1] += last.load(end);
            last.store(end, total[i][Width - 1]);
        }
    }

    /// All rows of a panel: at most Width batches of columns, the last of them perhaps in part.
    template <int Width>
    static void panel(grid<T> y, lattice<T> x, T const* w, std::ptrdiff_t w_step, int m, int depth, int columns,
                      bool add) {
        constexpr int most = rows_beside(Width);
        static constexpr auto tiles = []<int... Row>(std::integer_sequence<int, Row...>) {
            return std::array<function, most>{&tile<Row + 1, Width>...};
        }(std::make_integer_sequence<int, most>{});
        int const parts = (m + most - 1) / most;
        for (int part = 0, row = 0; part < parts; ++part) {
            int const count = m / parts + (part < m % parts ? 1 : 0);
            tiles[static_cast<std::size_t>(count - 1)]({y.row(row), y.stride},
                                                       {x.data + row * x.row_step, x.row_step, x.depth_step}, w, w_step,
                                                       depth, columns, add);
            row += count;
        }
    }

    /// All columns in panels: few rows take wide ones.
    static void product(grid<T> y, lattice<T> x, T const* w, std::ptrdiff_t w_step, int m, int depth, int n, bool add) {
        int column = 0;
        auto const panels = [&]<int Width>(std::integral_constant<int, Width>) {
            if (Width > 2 && m > rows_beside(Width)) return;
            for (int count; (count = std::min(n - column, Width * lanes)) > (Width - 1) * lanes; column += count) {
                panel<Width>({y.data + column, y.stride}, x, w + column, w_step, m, depth, count, add);
            }
        };
        panels(std::integral_constant<int, 8>{});
        panels(std::integral_constant<int, 4>{});
        panels(std::integral_constant<int, 2>{});
        panels(std::integral_constant<int, 1>{});
    }
};

}  // namespace lathe::kernel
