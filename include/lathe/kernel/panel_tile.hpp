#pragma once
/// \file
/// Tiles of a product with panels (kernel/panel.hpp), and the product made of them.
///
/// A tile holds Rows x Width batches of y in registers, of one panel or, for few rows, of several, so that sums need not
/// wait for one another. A step reads Width batches of each of its words and multiplies them with what it sees of Rows rows of
/// x. Each number of y is one sum in the order of the steps, whatever rows are computed beside it.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <lathe/kernel/amx.hpp>
#include <lathe/kernel/batch.hpp>
#include <lathe/kernel/edge.hpp>
#include <lathe/kernel/grid.hpp>
#include <lathe/kernel/panel.hpp>
#include <lathe/kernel/panel_step.hpp>
#include <lathe/kernel/parts.hpp>
#include <type_traits>
#include <utility>

namespace lathe::kernel {

/// x(row, d) stands at data[row * row_step + d * depth_step].
template <class T>
struct lattice {
    T const* data;
    std::ptrdiff_t row_step;
    std::ptrdiff_t depth_step;
};

/// Part of a panel: words of consecutive steps are `step` apart. Where it is read from memory, `ahead` is what is read after
/// it, of which tiles fetch `pace` words for each row of words: the second cache has it when its turn comes. The same part of
/// the next panel is `panel` words away.
template <class Word>
struct strip {
    Word const* words;
    std::ptrdiff_t step;
    Word const* ahead = nullptr;
    std::ptrdiff_t pace = 0;
    std::ptrdiff_t panel = 0;
};

/// What a tile begins with: y, if it adds to it, otherwise zeros. So each sum is the same in however many pieces its steps are
/// cut.
template <class T, int Rows, int Width>
[[gnu::always_inline]] inline void begin_tile(xsimd::batch<T> (&total)[Rows][Width], grid<T> y, edge<xsimd::batch<T>> const& last, bool add) {
    using batch = xsimd::batch<T>;
    constexpr int lanes = static_cast<int>(batch::size);
    if (add) {
#pragma GCC unroll 16
        for (int i = 0; i < Rows; ++i) {
#pragma GCC unroll 16
            for (int v = 0; v + 1 < Width; ++v) total[i][v] = batch::load_unaligned(y.row(i) + v * lanes);
            total[i][Width - 1] = last.load(y.row(i) + (Width - 1) * lanes);
            // What the tile below begins with. As a number, because there may be none.
            auto const below = reinterpret_cast<std::uintptr_t>(y.row(i)) + static_cast<std::uintptr_t>(Rows * y.stride) * sizeof(T);
#pragma GCC unroll 16
            for (int v = 0; v < Width; ++v) __builtin_prefetch(reinterpret_cast<void const*>(below + static_cast<std::uintptr_t>(v * lanes) * sizeof(T)), 1, 2);
        }
    } else {
#pragma GCC unroll 16
        for (int i = 0; i < Rows; ++i) {
#pragma GCC unroll 16
            for (int v = 0; v < Width; ++v) total[i][v] = batch(T(0));
        }
    }
}

/// y = total, whose last batches are written in part.
template <class T, int Rows, int Width>
[[gnu::always_inline]] inline void end_tile(grid<T> y, xsimd::batch<T> const (&total)[Rows][Width], edge<xsimd::batch<T>> const& last) {
    constexpr int lanes = static_cast<int>(xsimd::batch<T>::size);
#pragma GCC unroll 16
    for (int i = 0; i < Rows; ++i) {
#pragma GCC unroll 16
        for (int v = 0; v + 1 < Width; ++v) total[i][v].store_unaligned(y.row(i) + v * lanes);
        last.store(y.row(i) + (Width - 1) * lanes, total[i][Width - 1]);
    }
}

template <class Form>
struct panel_tiling {
    using layout = panel_layout<Form>;
    using number = typename Form::number;
    using seen = typename Form::seen;
    using word = typename Form::word;
    using step = panel_step<Form>;
    using batch = xsimd::batch<number>;
    static constexpr int lanes = layout::lanes;
    static constexpr int packed_columns = layout::columns;
    static constexpr int words_of_line = 64 / static_cast<int>(sizeof(word));

    /// Rows of a tile `width` batches wide: twelve sums keep a processor busy, and each number of rows is compiled; wide tiles
    /// take as many as 32 registers, or 16, hold.
    static constexpr int rows_beside(int width) {
        int const held = step::most_batches / (layout::many_registers ? 1 : 2) / width;
        return std::min(held, std::max(6, 12 / width / (layout::many_registers ? 1 : 2)));
    }

    using function = void (*)(grid<number>, lattice<seen>, strip<word>, int, int, bool);

    /// Of the last panel's columns of y, `columns` are written. Panels are w.panel words apart. One that does not fetch ahead
    /// goes through whole panels: nothing lies between its steps.
    template <int Rows, int Width, int Panels = 1, bool Fetch = (Panels == 1)>
    [[gnu::noinline]] static void tile(grid<number> y, lattice<seen> x, strip<word> w, int steps, int columns, bool add) {
        edge<batch> const last(columns - (Width - 1) * lanes);
        if constexpr (!Fetch) {
            // known, because the compiler would keep the multiples of a stride in memory and read them in every step
            w.step = layout::step;
            x.depth_step = 1;
        }
        word const* panel[Panels];
#pragma GCC unroll 4
        for (int p = 0; p < Panels; ++p) panel[p] = w.words + p * w.panel;
        // Arrays that no loop but an unrolled one touches stay in registers.
        batch total[Panels][Rows][Width];
#pragma GCC unroll 4
        for (int p = 0; p < Panels; ++p) begin_tile(total[p], {y.data + p * packed_columns, y.stride}, last, add);
        // One pointer for four rows: twelve would not fit the registers.
        constexpr int groups = (Rows + 3) / 4;
        seen const* row[groups];
#pragma GCC unroll 4
        for (int g = 0; g < groups; ++g) row[g] = x.data + 4 * g * x.row_step;
        auto const at = [&](int i) { return row[i / 4] + (i % 4) * x.row_step; };
        // with nothing ahead, a line that is here already
        word const* line = w.ahead ? w.ahead : w.words;
        std::ptrdiff_t const line_step = w.ahead ? w.pace : 0;
        for (int d = 0; d < steps; ++d) {
            if constexpr (Fetch) {
#pragma GCC unroll 2
                for (int i = 0; i < Form::words; ++i, line += line_step) __builtin_prefetch(line, 0, 2);
            }
#pragma GCC unroll 4
            for (int p = 0; p < Panels; ++p) {
                step::run(total[p], at, panel[p]);
                panel[p] += w.step;
            }
#pragma GCC unroll 4
            for (int g = 0; g < groups; ++g) row[g] += x.depth_step;
        }
#pragma GCC unroll 4
        for (int p = 0; p < Panels; ++p) end_tile({y.data + p * packed_columns, y.stride}, total[p], last);
    }

    /// So few rows take whole panels side by side.
    static constexpr int most_beside = 2;

    /// All rows, and the columns that Width batches hold, the last of them perhaps in part.
    template <int Width>
    static void rows_of(grid<number> y, lattice<seen> x, strip<word> w, int m, int steps, int columns, bool add) {
        constexpr int most = rows_beside(Width);
        static constexpr auto tiles = []<int... Row>(std::integer_sequence<int, Row...>) {
            return std::array<function, most>{&tile<Row + 1, Width>...};
        }(std::make_integer_sequence<int, most>{});
        // every tile fetches its share of what is ahead
        int const pace = std::clamp(packed_columns * most / std::max(m, 1), 1, words_of_line);
        std::ptrdiff_t const share = static_cast<std::ptrdiff_t>(steps) * Form::words * pace;
        int shares = w.ahead ? packed_columns / pace : 0;
        in_equal_parts<most>(m, [&](int count, int row) {
            strip<word> const now{w.words, w.step, shares > 0 ? w.ahead : nullptr, pace};
            tiles[static_cast<std::size_t>(count - 1)]({y.row(row), y.stride}, {x.data + row * x.row_step, x.row_step, x.depth_step},
                                                       now, steps, columns, add);
            if (--shares > 0) w.ahead += share;
        });
    }

    /// The product with one panel that holds `count` columns.
    static void columns_of(int count, grid<number> y, lattice<seen> x, strip<word> w, int m, int steps, bool add) {
        int column = 0;
        auto const part = [&]<int Width>(std::integral_constant<int, Width>) {
            for (int left; (left = std::min(count - column, Width * lanes)) > (Width - 1) * lanes; column += left) {
                rows_of<Width>({y.data + column, y.stride}, x, {w.words + column, w.step, column == 0 ? w.ahead : nullptr}, m, steps, left, add);
            }
        };
        if constexpr (layout::many_registers) part(std::integral_constant<int, 4>{});
        part(std::integral_constant<int, 2>{});
        part(std::integral_constant<int, 1>{});
    }

    /// y op x W^T of W in panels. Where a step sees something else than x itself, that is made beforehand, a block at a time.
    [[gnu::noinline]] static void product(grid<number> y, source<number> x, word const* w, int m, int in, int n, bool add) {
        constexpr bool as_it_is = std::same_as<seen, number>;
        constexpr int deep = 512 / Form::inputs;
        constexpr int space = as_it_is ? 1 : 98304 / static_cast<int>(sizeof(seen));
        alignas(64) std::array<seen, static_cast<std::size_t>(space)> block;
        int const steps = layout::steps(in);
        int d = 0;
        do {
            int const now = std::min(deep, steps - d);
            bool const adds = add || d > 0;
            int const together = as_it_is ? m : space / std::max(now, 1);
            for (int from = 0; from < m; from += together) {
                int const rows = std::min(together, m - from);
                lattice<seen> seen_of{block.data(), now, 1};
                if constexpr (as_it_is) {
                    seen_of = {x.row(from) + d, x.stride, 1};
                } else {
                    for (int i = 0; i < rows; ++i) layout::see(block.data() + i * now, x.row(from + i) + d * Form::inputs, in - d * Form::inputs, now);
                }
                int j = 0;
                if (rows <= most_beside) {
                    constexpr int wide = packed_columns / lanes;
                    auto const whole = [&](function work, int panels) {
                        for (int const side_by_side = panels * packed_columns; j + side_by_side <= n; j += side_by_side) {
                            work({y.row(from) + j, y.stride}, seen_of,
                                 {w + layout::offset(j, d, in), layout::step, nullptr, 0, layout::offset(packed_columns, 0, in)}, now, packed_columns, adds);
                        }
                    };
                    if (rows == 1) {
                        whole(tile<1, wide, 4>, 4);
                        whole(tile<1, wide, 3>, 3);
                        whole(tile<1, wide, 1, false>, 1);
                    } else {
                        whole(tile<2, wide, 2>, 2);
                    }
                }
                for (; j < n; j += packed_columns) {
                    grid<number> const to{y.row(from) + j, y.stride};
                    word const* const panel = w + layout::offset(j, d, in);
                    word const* const ahead = j + packed_columns < n ? w + layout::offset(j + packed_columns, d, in) : nullptr;
                    int done = 0;
                    if constexpr (std::same_as<Form, form::bf16_dot>) {
                        if (n - j >= packed_columns) done = amx::product(to, seen_of.data, now, panel, ahead, rows, now, adds);
                    }
                    if (done < now || now == 0) {
                        columns_of(std::min(packed_columns, n - j), to, {seen_of.data + done, seen_of.row_step, seen_of.depth_step},
                                   {panel + done * layout::step, layout::step, done == 0 ? ahead : nullptr}, rows, now - done, adds || done > 0);
                    }
                }
            }
            d += now;
        } while (d < steps);
    }
};

}  // namespace lathe::kernel
