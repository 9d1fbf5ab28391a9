#pragma once
/// \file
/// Handles: what the texts of policies pass around. Widths stand in the type, the number of rows in the value.

#include <lathe/core/leaf.hpp>
#include <lathe/core/misfit.hpp>
#include <lathe/core/place.hpp>

#include <concepts>
#include <cstddef>
#include <span>

namespace lathe::ops {

/// How many numbers there are: 2^31 of them are soon reached by a vocabulary or by the weights of attention. A factor of
/// floating point makes it a price, which may lose digits beyond 2^53.
struct amount {
    std::ptrdiff_t count = 0;

    constexpr operator std::ptrdiff_t() const { return count; }
    template <std::floating_point F>
    friend constexpr F operator*(F factor, amount a) {
        return factor * static_cast<F>(a.count);
    }
};

/// n rows of W numbers.
constexpr amount entries(int w, int n) { return {static_cast<std::ptrdiff_t>(w) * n}; }

/// n x W numbers, row by row; copies refer to the same memory.
template <class T, int W>
struct rows {
    static constexpr int width = W;
    using value_type = T;
    T* data = nullptr;
    int count = 0;

    constexpr amount size() const { return entries(W, count); }
    constexpr T* row(int i) const { return data + static_cast<std::ptrdiff_t>(i) * W; }
    constexpr rows first(int n) const { return {data, n}; }
    constexpr rows from(int n) const { return {row(n), count - n}; }
};

/// Where a tape keeps the slope of a result: nowhere until somebody writes there. Until then handles count from `base`.
template <class T>
struct slope_cell {
    T* base = nullptr;
    T* slope = nullptr;
    std::ptrdiff_t size = 0;
    bool begun = false;  ///< it holds numbers
};

/// Rows with the derivative of the loss beside them; `slope` is null for constants. With a cell, the slope holds no
/// numbers at first: whoever comes first writes, the others add.
template <class T, int W>
struct tracked {
    static constexpr int width = W;
    using value_type = T;
    T* data = nullptr;
    T* slope = nullptr;
    int count = 0;
    slope_cell<T>* cell = nullptr;

    constexpr amount size() const { return entries(W, count); }
    constexpr T* row(int i) const { return data + static_cast<std::ptrdiff_t>(i) * W; }
    constexpr T* row_slope(int i) const { return slope + static_cast<std::ptrdiff_t>(i) * W; }
    constexpr tracked first(int n) const { return {data, slope, n, cell}; }
    constexpr tracked from(int n) const { return {row(n), slope ? row_slope(n) : nullptr, count - n, cell}; }

    /// Whether what comes has to be added to the slope; from now on it has.
    constexpr bool adds() const {
        bool const before = !cell || cell->begun;
        if (cell) {
            cell->begun = true;
        }
        return before;
    }
    /// The same rows when the cell has memory.
    constexpr tracked settled() const {
        auto copy = *this;
        copy.slope = cell->slope + (slope - cell->base);
        return copy;
    }
    /// The slope holds numbers from now on: zeros, if nobody has written there yet.
    constexpr void clear() const {
        if (slope && !adds()) {
            for (std::ptrdiff_t i = 0; i < cell->size; ++i) {
                cell->slope[i] = T(0);
            }
        }
    }
};

/// y op f(x...) entry by entry, where op is += or =.
template <class K, class T, class F, class... X>
constexpr void add_row(bool adds, std::ptrdiff_t n, T* y, F f, X const*... x) {
    if (adds) {
        K::accumulate(n, y, f, x...);
    } else {
        K::map(n, y, f, x...);
    }
}

/// slope op f(x...) for all entries of a handle.
template <class K, class T, int W, class F, class... X>
constexpr void add_slope(tracked<T, W> const& to, F f, X const*... x) {
    add_row<K>(to.adds(), to.size(), to.slope, f, x...);
}

/// Rows without numbers, for counting.
template <int W>
struct counted {
    static constexpr int width = W;
    int count = 0;

    constexpr amount size() const { return entries(W, count); }
    constexpr counted first(int n) const { return {n}; }
    constexpr counted from(int n) const { return {count - n}; }
};

/// The size of a result, before a back-end gives it memory.
template <int W>
struct extent {
    static constexpr int width = W;
    int count = 0;

    constexpr amount size() const { return entries(W, count); }
};

/// The size of a result whose operands fit; otherwise a misfit with its complaint.
template <bool Fits, class Complaint, int W>
constexpr auto fitting(extent<W> size) {
    if constexpr (Fits) {
        return size;
    } else {
        return core::misfit<Complaint>{size.count};
    }
}

/// Where a matrix stands once more, in panels (kernel/panel.hpp) that kernels have made ready; null where it does not.
struct prepared {
    void const* straight = nullptr;  ///< of W, for y = x W^T
    void const* turned = nullptr;    ///< of W^T, for the derivative by x
};

/// What an operation sees of a leaf: its numbers, its derivative (null if not trained), its sizes.
template <class T, kind Kind, int Rows, int Columns>
struct leaf_view {
    static constexpr kind is = Kind;
    static constexpr int rows = Rows;
    static constexpr int columns = Columns;
    T const* data;
    T* slope;
    prepared ready{};
};

/// A matrix in panels, which a product reads and nothing else.
template <class Form, int Rows, int Columns>
struct panel_view {
    using form = Form;
    static constexpr int rows = Rows;
    static constexpr int columns = Columns;
    typename Form::word const* panels;
};

template <class H>
concept handle = requires(H const& h) {
    { H::width } -> std::convertible_to<int>;
    { h.count } -> std::convertible_to<int>;
};

/// What an operation costs: floating point operations (multiply and add are two) and bytes it has to read and write.
struct price {
    double flops = 0;
    double numbers = 0;

    constexpr price& operator+=(price const& other) {
        flops += other.flops;
        numbers += other.numbers;
        return *this;
    }
};

}  // namespace lathe::ops
