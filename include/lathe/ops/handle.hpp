#pragma once
/// \file
/// Handles: what the texts of policies pass around. Widths stand in the type, the number of rows in the value.

#include <lathe/core/leaf.hpp>
#include <lathe/core/place.hpp>

#include <concepts>
#include <span>

namespace lathe::ops {

/// n x W numbers, row by row; copies refer to the same memory.
template <class T, int W>
struct rows {
    static constexpr int width = W;
    using value_type = T;
    T* data = nullptr;
    int count = 0;

    constexpr int size() const { return W * count; }
    constexpr T* row(int i) const { return data + static_cast<std::ptrdiff_t>(i) * W; }
    constexpr rows first(int n) const { return {data, n}; }
    constexpr rows from(int n) const { return {row(n), count - n}; }
};

/// Rows with the derivative of the loss beside them; `slope` is null for constants. Where `begun` is given, it says
/// whether the slope holds numbers yet: nobody clears it beforehand, whoever comes first writes instead of adding.
template <class T, int W>
struct tracked {
    static constexpr int width = W;
    using value_type = T;
    T* data = nullptr;
    T* slope = nullptr;
    int count = 0;
    bool* begun = nullptr;

    constexpr int size() const { return W * count; }
    constexpr T* row(int i) const { return data + static_cast<std::ptrdiff_t>(i) * W; }
    constexpr T* row_slope(int i) const { return slope + static_cast<std::ptrdiff_t>(i) * W; }
    constexpr tracked first(int n) const {
        clear();
        return {data, slope, n, begun};
    }
    constexpr tracked from(int n) const {
        clear();
        return {row(n), slope ? row_slope(n) : nullptr, count - n, begun};
    }

    /// Whether what comes has to be added to the slope; from now on it has.
    constexpr bool adds() const {
        bool const before = !begun || *begun;
        if (begun) {
            *begun = true;
        }
        return before;
    }
    /// The slope holds numbers from now on: zeros, if nobody has written there yet.
    constexpr void clear() const {
        if (slope && !adds()) {
            for (int i = 0; i < size(); ++i) {
                slope[i] = T(0);
            }
        }
    }
};

/// y op f(x...) entry by entry, where op is += or =.
template <class K, class T, class F, class... X>
constexpr void add_row(bool adds, int n, T* y, F f, X const*... x) {
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

    constexpr int size() const { return W * count; }
    constexpr counted first(int n) const { return {n}; }
    constexpr counted from(int n) const { return {count - n}; }
};

/// The size of a result, before a back-end gives it memory.
template <int W>
struct extent {
    static constexpr int width = W;
    int count = 0;
};

/// What an operation sees of a leaf: its numbers, its derivative (null if not trained), its sizes.
template <class T, kind Kind, int Rows, int Columns>
struct leaf_view {
    static constexpr kind is = Kind;
    static constexpr int rows = Rows;
    static constexpr int columns = Columns;
    T const* data;
    T* slope;
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
