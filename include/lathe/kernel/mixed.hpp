#pragma once
/// \file
/// Mixed precision: kernel::fast, but products of matrices of float round their operands to bfloat16 and add up in float.
///
///     exec::trainer<model, signal::usual<variant>, kernel::mixed> trainer(...);   // weights and steps stay in float
///
/// Faster where processors multiply pairs (AVX512_BF16) or tiles of them (AMX), slower elsewhere. Products of few rows, columns
/// or steps, and those of double, are those of kernel::fast: so a row is rounded or not by how many are computed beside it. With
/// weights that are prepared (exec/prepared.hpp) all rows are.

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <lathe/kernel/amx.hpp>
#include <lathe/kernel/panel_pack.hpp>
#include <lathe/kernel/panel_tile.hpp>
#include <lathe/kernel/shared.hpp>
#include <lathe/kernel/single.hpp>

namespace lathe::kernel {

/// Mixed precision on the thread that calls it.
struct single_mixed : single {
    static constexpr auto name = "single_mixed";
    template <class T>
    using prepared = std::conditional_t<std::same_as<T, float>, form::bf16_dot, form::own<T>>;

    template <class T>
    static void product(grid<T> y, source<T> x, source<T> w, int m, int k, int n, bool add = false) {
        if constexpr (std::same_as<T, float>) {
            if (worth_rounding(m, k, n)) {
                return blocked(y, m, k, n, add, [=](word* to, int row, int d, int steps) { layout::see(to, x.row(row) + d, k - d, steps); },
                               [=](word* panel, int d, int steps, int j, int count) {
                                   packing::straight(panel, {w.row(d) + j, w.stride}, k - d, steps, count);
                               });
            }
        }
        single::product(y, x, w, m, k, n, add);
    }

    template <class T>
    static void product_transposed(grid<T> y, source<T> x, source<T> w, int m, int k, int n, bool add = false) {
        if constexpr (std::same_as<T, float>) {
            if (worth_rounding(m, k, n)) {
                return blocked(y, m, k, n, add, [=](word* to, int row, int d, int steps) { layout::see(to, x.row(row) + d, k - d, steps); },
                               [=](word* panel, int d, int steps, int j, int count) {
                                   packing::turned(panel, {w.row(j) + d, w.stride}, k - d, steps, count);
                               });
            }
        }
        single::product_transposed(y, x, w, m, k, n, add);
    }

    template <class T>
    static void product_outer(grid<T> w, source<T> x, source<T> y, int m, int k, int n, bool add = false) {
        if constexpr (std::same_as<T, float>) {
            if (worth_rounding(k, m, n)) {
                // sums run over the rows of x and y; the rows of the result are columns of x, sixteen of which are turned at once
                alignas(64) word turned[side * deep];
                int first = -1, of_depth = -1;
                return blocked(w, k, m, n, add,
                               [&, x](word* to, int row, int d, int steps) {
                                   if (first < 0 || row < first || row >= first + side || d != of_depth) {
                                       alignas(64) word pairs[deep * side];
                                       first = row / side * side, of_depth = d;
                                       int const count = std::min(side, k - first);
                                       packing::across(pairs, side, {x.row(d) + first, x.stride}, m - d, steps, count);
                                       packing::turn(turned, deep, pairs, side, count, steps);
                                   }
                                   std::copy_n(turned + (row - first) * deep, steps, to);
                               },
                               [=](word* panel, int d, int steps, int j, int count) {
                                   packing::straight(panel, {y.row(d) + j, y.stride}, m - d, steps, count);
                               });
            }
        }
        single::product_outer(w, x, y, m, k, n, add);
    }

private:
    using tiling = panel_tiling<form::bf16_dot>;
    using packing = panel_packing<form::bf16_dot>;
    using layout = panel_layout<form::bf16_dot>;
    using word = std::uint32_t;
    static constexpr int columns = tiling::packed_columns;
    static constexpr int side = 16;
    static constexpr int deep = 128;   ///< steps at once
    static constexpr int most_rows = 256;  ///< rows of the result at once

    static bool worth_rounding(int m, int k, int n) { return m >= 16 && k >= 32 && n >= 16; }

    /// y(m, n) op sum over 2 steps of depth k: see(to, row, d, steps) writes what a row of the left operand is from d on,
    /// pack(panel, d, steps, j, count) columns j .. j + count of the right one.
    static void blocked(grid<float> y, int m, int k, int n, bool add, auto const& see, auto const& pack) {
        alignas(64) word panel[deep * columns];
        alignas(64) word seen[most_rows * deep];
        for (int d = 0; d < k; d += 2 * deep) {
            int const steps = std::min(deep, (k - d + 1) / 2);
            bool const adds = add || d > 0;
            for (int row = 0; row < m; row += most_rows) {
                int const rows = std::min(most_rows, m - row);
                for (int i = 0; i < rows; ++i) see(seen + i * steps, row + i, d, steps);
                for (int j = 0; j < n; j += columns) {
                    int const count = std::min(columns, n - j);
                    pack(panel, d, steps, j, count);
                    grid<float> const to{y.row(row) + j, y.stride};
                    int const done = count == columns ? amx::product(to, seen, steps, panel, nullptr, rows, steps, adds) : 0;
                    if (done < steps) {
                        tiling::columns_of(count, to, {seen + done, steps, 1}, {panel + done * columns, columns}, rows, steps - done,
                                           adds || done > 0);
                    }
                }
            }
        }
    }
};

struct mixed : shared<single_mixed> {
    static constexpr auto name = "mixed";
};

}  // namespace lathe::kernel
