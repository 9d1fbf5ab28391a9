#pragma once
/// \file
/// Tiles of a matrix product: y(rows, columns) op sum over depth of x(row, d) w(d, column), in registers.
///
/// A tile holds Rows x Width batches of y. For every d it loads Width batches of row d of w and multiplies each by the Rows
/// numbers x(., d). Where x steps along a row and along the depth is told at run time, so that one code serves x, x
/// transposed and blocks of either. Row counts are cut in equal parts: 13 rows are 7 + 6, never 12 + 1.

#include <array>
#include <cstddef>
#include <lathe/kernel/batch.hpp>
#include <lathe/kernel/edge.hpp>
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
    static constexpr bool wide = std::is_base_of_v<xsimd::avx512f, typename batch::arch_type>;
    /// What 32 registers of AVX-512, or 16 of the others, hold.
    static constexpr int most_rows = wide ? 12 : 6;
    static constexpr int width = 2;
    static constexpr int panel = width * lanes;
    /// Few rows are bound by loads of w and by the latency of sums: they take more batches side by side.
    static constexpr int few_rows = wide ? 3 : 1;
    static constexpr int few_width = wide ? 8 : 4;

    using function = void (*)(grid<T>, lattice<T>, T const*, std::ptrdiff_t, int, int, bool);

    template <int Rows, int Width>
    [[gnu::noinline]] static void tile(grid<T> y, lattice<T> x, T const* w, std::ptrdiff_t w_step, int depth,
                                       int columns, bool add) {
        edge<batch> const last(columns - (Width - 1) * lanes);
        std::array<std::array<batch, Width>, Rows> total;
        for (auto& row : total) row.fill(batch(T(0)));
        T const* at = x.data;
        for (int d = 0; d < depth; ++d) {
            std::array<batch, Width> b;
#pragma GCC unroll 16
            for (int v = 0; v + 1 < Width; ++v) b[v] = batch::load_unaligned(w + v * lanes);
            b[Width - 1] = last.load(w + (Width - 1) * lanes);
#pragma GCC unroll 16
            for (int i = 0; i < Rows; ++i) {
                batch const a(at[i * x.row_step]);
#pragma GCC unroll 16
                for (int v = 0; v < Width; ++v) total[i][v] = kernel::fma(a, b[v], total[i][v]);
            }
            at += x.depth_step;
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

    template <int Width, int... Row>
    static constexpr auto tiles_of(std::integer_sequence<int, Row...>) {
        return std::array<function, sizeof...(Row)>{&tile<Row + 1, Width>...};
    }

    /// All rows of at most `panel` columns.
    static void rows(grid<T> y, lattice<T> x, T const* w, std::ptrdiff_t w_step, int m, int depth, int columns,
                     bool add) {
        using every = std::make_integer_sequence<int, most_rows>;
        static constexpr std::array<std::array<function, most_rows>, width> tiles{tiles_of<1>(every{}),
                                                                                  tiles_of<2>(every{})};
        auto const& of_rows = tiles[static_cast<std::size_t>((columns - 1) / lanes)];
        int const parts = (m + most_rows - 1) / most_rows;
        for (int part = 0, row = 0; part < parts; ++part) {
            int const count = m / parts + (part < m % parts ? 1 : 0);
            of_rows[static_cast<std::size_t>(count - 1)]({y.row(row), y.stride},
                                                         {x.data + row * x.row_step, x.row_step, x.depth_step}, w,
                                                         w_step, depth, columns, add);
            row += count;
        }
    }

    static void product(grid<T> y, lattice<T> x, T const* w, std::ptrdiff_t w_step, int m, int depth, int n, bool add) {
        for (int j = 0; j < n; j += panel) {
            rows({y.data + j, y.stride}, x, w + j, w_step, m, depth, std::min(panel, n - j), add);
        }
    }
};

}  // namespace lathe::kernel
