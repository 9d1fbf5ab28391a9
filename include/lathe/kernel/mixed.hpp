#pragma once
/// \file
/// Mixed precision: kernel::fast, but products of matrices of float round their operands to bfloat16 and add up in float.
///
///     exec::trainer<model, signal::usual<variant>, kernel::mixed> trainer(...);   // weights and steps stay in float
///
/// Faster where processors multiply pairs (AVX512_BF16) or tiles of them (AMX), slower elsewhere. Products of few rows, columns
/// or steps, and those of double, are those of kernel::fast: so a row is rounded or not by how many are computed beside it.

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <lathe/kernel/amx.hpp>
#include <lathe/kernel/fast.hpp>
#include <lathe/kernel/panel_tile.hpp>

namespace lathe::kernel {

struct mixed : fast {
    static constexpr auto name = "mixed";

    template <class T>
    static void product(grid<T> y, source<T> x, source<T> w, int m, int k, int n, bool add = false) {
        if constexpr (std::same_as<T, float>) {
            if (worth_rounding(m, k, n)) {
                return blocked(y, m, k, n, add, [=](word* to, int row, int d, int steps) { along(to, x.row(row) + d, k - d, steps); },
                               [=](word* panel, int d, int steps, int j, int count) {
                                   across(panel, columns, {w.row(d) + j, w.stride}, k - d, steps, count);
                               });
            }
        }
        fast::product(y, x, w, m, k, n, add);
    }

    template <class T>
    static void product_transposed(grid<T> y, source<T> x, source<T> w, int m, int k, int n, bool add = false) {
        if constexpr (std::same_as<T, float>) {
            if (worth_rounding(m, k, n)) {
                return blocked(y, m, k, n, add, [=](word* to, int row, int d, int steps) { along(to, x.row(row) + d, k - d, steps); },
                               [=](word* panel, int d, int steps, int j, int count) {
                                   alignas(64) word rows[columns * deep];
                                   for (int i = 0; i < count; ++i) {
                                       along(rows + i * deep, w.row(j + i) + d, k - d, steps);
                                       std::fill(rows + i * deep + steps, rows + (i + 1) * deep, 0u);
                                   }
                                   turn(panel, columns, rows, deep, steps, count);
                               });
            }
        }
        fast::product_transposed(y, x, w, m, k, n, add);
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
                                       across(pairs, side, {x.row(d) + first, x.stride}, m - d, steps, count);
                                       turn(turned, deep, pairs, side, count, steps);
                                   }
                                   std::copy_n(turned + (row - first) * deep, steps, to);
                               },
                               [=](word* panel, int d, int steps, int j, int count) {
                                   across(panel, columns, {y.row(d) + j, y.stride}, m - d, steps, count);
                               });
            }
        }
        fast::product_outer(w, x, y, m, k, n, add);
    }

private:
    using tiling = panel_tiling<form::bf16_dot>;
    using word = std::uint32_t;
    using words = narrow::words;
    static constexpr int lanes = static_cast<int>(words::size);
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

    /// Pairs of neighbours in a row, of which `left` numbers are there.
    static void along(word* to, float const* from, int left, int steps) { tiling::see(to, from, left, steps); }

    /// Pairs of rows: to[s * step + j] holds from(2 s, j) and from(2 s + 1, j), zero in the lanes beyond `count`; the last row
    /// is zero if `left` rows are an odd number.
    static void across(word* to, int step, source<float> from, int left, int steps, int count) {
        for (int s = 0; s < steps; ++s) {
            bool const both = 2 * s + 1 < left;
            for (int j = 0; j < count; j += lanes) {
                edge<narrow::floats> const part(std::min(lanes, count - j));
                words const a = narrow::rounded(part.load(from.row(2 * s) + j));
                words const b = both ? narrow::rounded(part.load(from.row(2 * s + 1) + j)) : words(0u);
                ((a >> 16) | (b & words(0xffff0000u))).store_aligned(to + s * step + j);
            }
        }
    }

    /// to[s * step + j] = from[j * from_step + s] for `count` rows j of `steps` words; squares run beyond the last row, and
    /// read what is there.
    static void turn(word* to, int step, word const* from, int from_step, int steps, int count) {
        for (int j = 0; j < count; j += lanes) {
            for (int s = 0; s < steps; s += lanes) {
                narrow::floats square[lanes];
#pragma GCC unroll 16
                for (int i = 0; i < lanes; ++i) {
                    square[i] = j + i < count ? xsimd::bitwise_cast<narrow::floats>(words::load_unaligned(from + (j + i) * from_step + s))
                                              : narrow::floats(0.0F);
                }
                transpose(square);
                for (int i = 0; i < lanes && s + i < steps; ++i) {
                    xsimd::bitwise_cast<words>(square[i]).store_unaligned(to + (s + i) * step + j);
                }
            }
        }
    }
};

}  // namespace lathe::kernel
