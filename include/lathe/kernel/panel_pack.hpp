#pragma once
/// \file
/// Panels (kernel/panel.hpp) made from matrices as training holds them, whole batches at a time: on the way into a product,
/// or of all weights before a step.
///
///     straight  the matrix holds w(in, out), as for y = x w         turned  it holds w(out, in), as for y = x w^T

#include <algorithm>
#include <cstdint>
#include <lathe/kernel/edge.hpp>
#include <lathe/kernel/grid.hpp>
#include <lathe/kernel/narrow.hpp>
#include <lathe/kernel/panel.hpp>
#include <lathe/kernel/shuffle.hpp>

namespace lathe::kernel {

/// `steps` steps of `count` columns of one panel. The matrix begins at their first number, and has `left` inputs from there on.
template <class Form>
struct panel_packing;

template <class T>
struct panel_packing<form::own<T>> {
    using batch = xsimd::batch<T>;
    static constexpr int lanes = static_cast<int>(batch::size);
    static constexpr int columns = panel_width<T>::columns;

    static void straight(T* panel, source<T> w, int, int steps, int count) {
        T const* from = w.data;
        for (int i = 0; i < steps; ++i, from += w.stride, panel += columns) {
            int l = 0;
            for (; l <= count - lanes; l += lanes) batch::load_unaligned(from + l).store_aligned(panel + l);
            if (l < count) edge<batch>(count - l).load(from + l).store_aligned(panel + l);
        }
    }

    /// Writes whole batches of steps: zeros, where there are no inputs.
    static void turned(T* panel, source<T> w, int, int steps, int count) {
        for (int d = 0; d < steps; d += lanes) {
            edge<batch> const part(std::min(lanes, steps - d));
            for (int j = 0; j < count; j += lanes) {
                batch rows[lanes];
                if (j + lanes <= count) {
#pragma GCC unroll 16
                    for (int i = 0; i < lanes; ++i) rows[i] = part.load(w.row(j + i) + d);
                } else {
#pragma GCC unroll 16
                    for (int i = 0; i < lanes; ++i) rows[i] = j + i < count ? part.load(w.row(j + i) + d) : batch(T(0));
                }
                transpose(rows);
#pragma GCC unroll 16
                for (int i = 0; i < lanes; ++i) rows[i].store_aligned(panel + (d + i) * columns + j);
            }
        }
    }
};

template <>
struct panel_packing<form::bf16_dot> {
    using layout = panel_layout<form::bf16_dot>;
    using word = form::bf16_dot::word;
    using words = narrow::words;
    static constexpr int lanes = static_cast<int>(words::size);
    static constexpr int columns = layout::columns;

    static void straight(word* panel, source<float> w, int left, int steps, int count) { across(panel, columns, w, left, steps, count); }

    static void turned(word* panel, source<float> w, int left, int steps, int count) {
        constexpr int deep = 128;
        alignas(64) word rows[columns * deep];
        for (int d = 0; d < steps; d += deep) {
            int const now = std::min(deep, steps - d);
            for (int i = 0; i < count; ++i) {
                layout::see(rows + i * deep, w.row(i) + 2 * d, left - 2 * d, now);
                std::fill(rows + i * deep + now, rows + (i + 1) * deep, 0u);
            }
            turn(panel + d * columns, columns, rows, deep, now, count);
        }
    }

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
                    square[i] = j + i < count ? same_bits<narrow::floats>(words::load_unaligned(from + (j + i) * from_step + s))
                                              : narrow::floats(0.0F);
                }
                transpose(square);
                for (int i = 0; i < lanes && s + i < steps; ++i) {
                    same_bits<words>(square[i]).store_unaligned(to + (s + i) * step + j);
                }
            }
        }
    }
};

/// All panels of a matrix without an edge (panel_layout::whole) of `out` rows and `in` columns, which is held as w(in, out).
template <class Form>
void pack_straight(typename Form::word* panels, source<typename Form::number> w, int out, int in) {
    using layout = panel_layout<Form>;
    for (int o = 0; o < out; o += layout::columns) {
        panel_packing<Form>::straight(panels + layout::offset(o, 0, in), {w.data + o, w.stride}, in, layout::steps(in), layout::columns);
    }
}
/// The same of one that is held as w(out, in).
template <class Form>
void pack_turned(typename Form::word* panels, source<typename Form::number> w, int out, int in) {
    using layout = panel_layout<Form>;
    for (int o = 0; o < out; o += layout::columns) {
        panel_packing<Form>::turned(panels + layout::offset(o, 0, in), {w.row(o), w.stride}, in, layout::steps(in), layout::columns);
    }
}

}  // namespace lathe::kernel
