#pragma once
/// \file
/// Tiles of a matrix product: y(rows, columns) op sum over depth of x(row, d) w(d, column), in registers; and products
/// made of them, blocked for the caches (Goto and van de Geijn 2008, ACM TOMS 34(3)).
///
/// A tile holds Rows x Width batches of y. For every d it loads Width batches of row d of w and multiplies each by
/// the Rows numbers x(., d). Where x steps along a row and along the depth is told at run time, so that one code
/// serves x, x transposed and blocks of either. Row counts are cut in equal parts: 13 rows are 7 + 6, never 12 + 1.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <lathe/kernel/batch.hpp>
#include <lathe/kernel/edge.hpp>
#include <lathe/kernel/grid.hpp>
#include <lathe/kernel/panel_pack.hpp>
#include <lathe/kernel/panel_tile.hpp>
#include <utility>

namespace lathe::kernel {

template <class T>
struct tiling {
    using batch = xsimd::batch<T>;
    static constexpr int lanes = static_cast<int>(batch::size);
    using packed = panel_tiling<form::own<T>>;

    /// Rows of a tile `width` batches wide: what the registers hold.
    static constexpr int rows_beside(int width) {
        int const held = packed::step::most_batches / width;
        return panel_width<T>::many_registers ? std::min(12, held) : std::min(6, held / 2);
    }

    using function = void (*)(grid<T>, lattice<T>, T const*, std::ptrdiff_t, int, int, bool);

    /// A tile whose w is not packed: columns beyond the last are not read.
    template <int Rows, int Width>
    [[gnu::noinline]] static void tile(grid<T> y, lattice<T> x, T const* w, std::ptrdiff_t w_step, int depth,
                                       int columns, bool add) {
        edge<batch> const last(columns - (Width - 1) * lanes);
        // Whole batches, which the compiler does not know: g++ would load w again for every row instead of once.
        edge<batch> const first(std::min(columns, lanes));
        // Arrays that no loop but an unrolled one touches stay in registers.
        batch total[Rows][Width];
        begin_tile(total, y, last, add);
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
        end_tile(y, total, last);
    }

    /// All rows of at most Width batches of columns, the last of them perhaps in part.
    template <int Width>
    static void rows_of(grid<T> y, lattice<T> x, T const* w, std::ptrdiff_t w_step, int m, int depth, int columns, bool add) {
        constexpr int most = rows_beside(Width);
        static constexpr auto tiles = []<int... Row>(std::integer_sequence<int, Row...>) {
            return std::array<function, most>{&tile<Row + 1, Width>...};
        }(std::make_integer_sequence<int, most>{});
        in_equal_parts<most>(m, [&](int count, int row) {
            tiles[static_cast<std::size_t>(count - 1)]({y.row(row), y.stride}, {x.data + row * x.row_step, x.row_step, x.depth_step},
                                                       w, w_step, depth, columns, add);
        });
    }

    /// Columns of a packed panel.
    static constexpr int packed_columns = packed::packed_columns;

    /// Puts w(d .. d + deep, j .. j + count) into a panel, entry (i, l) at i * packed_columns + l, with zeros in the
    /// columns beyond count.
    using packing = void (*)(T* panel, T const* w, std::ptrdiff_t w_step, int d, int deep, int j, int count);

    /// A product whose panels `pack` makes; it is a pointer so that all products share this function. A panel in one piece
    /// costs a copy; it saves lines that evict one another, which rows of w that are a power of two apart do, and loads
    /// across lines.
    [[gnu::noinline]] static void product_packed(grid<T> y, lattice<T> x, T const* w, std::ptrdiff_t w_step, int m,
                                                 int depth, int n, bool add, packing pack) {
        // Panels stay in the second cache; so many steps at once that y, which may be larger than it, is gone through but
        // once for most depths. A lattice whose depth runs across lines takes a line for each step, which is worth it only where
        // going through y is dear.
        constexpr int most_space = 131072 / static_cast<int>(sizeof(T));
        alignas(64) T space[most_space];
        int const deep = std::min(x.depth_step == 1 ? 512 : far(m, n) ? 256 : 64, depth);
        int const together = std::max(1, most_space / (std::max(deep, 1) * packed_columns)) * packed_columns;
        int d = 0;
        do {
            int const now = std::min(deep, depth - d);
            int const size = now * packed_columns;
            for (int begin = 0; begin < n; begin += together) {
                int const end = std::min(n, begin + together);
                T* next = space;
                for (int j = begin; j < end; j += packed_columns, next += size) {
                    pack(next, w, w_step, d, now, j, std::min(packed_columns, n - j));
                }
                for (int row = 0; row < m; row += most_rows) {
                    lattice<T> const block{x.data + row * x.row_step + d * x.depth_step, x.row_step, x.depth_step};
                    T const* panel = space;
                    for (int j = begin; j < end; j += packed_columns, panel += size) {
                        packed::columns_of(std::min(packed_columns, n - j), {y.row(row) + j, y.stride}, block,
                                           {panel, packed_columns}, std::min(most_rows, m - row), now, add || d > 0);
                    }
                }
            }
            d += now;
        } while (d < depth);
    }

    /// All columns in panels: few rows take wide ones, many rows packed ones.
    [[gnu::noinline]] static void product(grid<T> y, lattice<T> x, T const* w, std::ptrdiff_t w_step, int m, int depth,
                                          int n, bool add) {
        if (m < rows_worth_packing) return product_direct(y, x, w, w_step, m, depth, n, add);
        product_packed(y, x, w, w_step, m, depth, n, add, [](T* panel, T const* from, std::ptrdiff_t step, int d, int deep, int j, int count) {
            panel_packing<form::own<T>>::straight(panel, {from + d * step + j, static_cast<int>(step)}, deep, deep, count);
        });
    }

    /// The same for a w whose rows are as good as packed, being whole batches at their places: a copy would cost as much
    /// as it saves where x, the other operand, has few columns.
    [[gnu::noinline]] static void product_in_place(grid<T> y, lattice<T> x, T const* w, std::ptrdiff_t w_step, int m,
                                                   int depth, int n, bool add) {
        constexpr int most_depth = 64;
        int d = 0;
        do {
            int const now = std::min(most_depth, depth - d);
            for (int row = 0; row < m; row += most_rows) {
                lattice<T> const block{x.data + row * x.row_step + d * x.depth_step, x.row_step, x.depth_step};
                for (int j = 0; j < n; j += packed_columns) {
                    packed::columns_of(std::min(packed_columns, n - j), {y.row(row) + j, y.stride}, block,
                                       {w + d * w_step + j, w_step}, std::min(most_rows, m - row), now, add || d > 0);
                }
            }
            d += now;
        } while (d < depth);
    }
    static bool in_place(T const* w, std::ptrdiff_t w_step, int m, int n) {
        return !far(m, n) && w_step % lanes == 0 && n % lanes == 0 && reinterpret_cast<std::uintptr_t>(w) % (lanes * sizeof(T)) == 0;
    }

private:
    static constexpr int rows_worth_packing = 32;
    /// A result that does not stay in the second cache.
    static bool far(int m, int n) { return static_cast<std::ptrdiff_t>(m) * n * static_cast<int>(sizeof(T)) > 524288; }
    /// Rows of a block of x that stays in the first cache.
    static constexpr int most_rows = 48;

    static void product_direct(grid<T> y, lattice<T> x, T const* w, std::ptrdiff_t w_step, int m, int depth, int n,
                               bool add) {
        int column = 0;
        auto const panels = [&]<int Width>(std::integral_constant<int, Width>) {
            if (Width > 2 && m > rows_beside(Width)) return;
            for (int count; (count = std::min(n - column, Width * lanes)) > (Width - 1) * lanes; column += count) {
                rows_of<Width>({y.data + column, y.stride}, x, w + column, w_step, m, depth, count, add);
            }
        };
        panels(std::integral_constant<int, 8>{});
        panels(std::integral_constant<int, 4>{});
        panels(std::integral_constant<int, 2>{});
        panels(std::integral_constant<int, 1>{});
    }
};

}  // namespace lathe::kernel
