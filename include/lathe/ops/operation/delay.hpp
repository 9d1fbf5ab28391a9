#pragma once
/// \file
/// Rows of earlier positions: delays, and the short convolution that is made of them. What stood before the first row of
/// a sequence is its tail: sequences x (N W), the oldest of N rows first; zeros at the beginning of everything.

#include <lathe/core/sequences.hpp>
#include <lathe/ops/handle.hpp>

#include <algorithm>

namespace lathe::ops::op {

/// y_i = x_(i - D), D <= N: n x W -> n x W.
template <int D>
struct delay {
    static constexpr auto name = "delay";
    static constexpr int keeps(bool, auto const&, auto const&, places) { return 0; }
    template <handle X, handle Tail>
    static constexpr auto result(X const& x, Tail const&, places) {
        static_assert(Tail::width % X::width == 0 && D >= 1 && D <= Tail::width / X::width,
                      "lathe[ops.delay]: the tail is too short for this delay");
        return extent<X::width>{x.count};
    }
    static constexpr price cost(handle auto const& x, auto const&, places) { return {0, 2.0 * x.size()}; }
    template <class K, class X, class Tail>
    static constexpr void forward(auto y, auto*, X x, Tail tail, places at) {
        each(x, tail, at, [&](int row, auto const* from, auto) { std::copy(from, from + X::width, y.row(row)); });
    }
    template <class K, class X, class Tail>
    static constexpr void backward(auto y, auto*, X x, Tail tail, places at) {
        each(x, tail, at, [&](int row, auto const*, auto* slope) {
            if (slope) {
                K::accumulate(X::width, slope, [](auto d) { return d; }, y.row_slope(row));
            }
        });
    }

private:
    /// f(row, where its value comes from, and where its derivative goes to or null)
    template <class X, class Tail>
    static constexpr void each(X x, Tail tail, places at, auto f) {
        constexpr int n = Tail::width / X::width;
        core::each_sequence(at, [&](int index, int first, int count) {
            for (int i = 0; i < count; ++i) {
                if (i >= D) {
                    f(first + i, x.row(first + i - D), x.slope ? x.row_slope(first + i - D) : nullptr);
                } else {
                    int const place = (n + i - D) * X::width;
                    f(first + i, tail.row(index) + place, tail.slope ? tail.row_slope(index) + place : nullptr);
                }
            }
        });
    }
};

/// The tail after x: the last N rows of tail and x together. -> sequences x (N W)
struct last_rows {
    static constexpr auto name = "last_rows";
    static constexpr int keeps(bool, auto const&, auto const&, places) { return 0; }
    template <handle X, handle Tail>
    static constexpr auto result(X const&, Tail const& tail, places) {
        return extent<Tail::width>{tail.count};
    }
    static constexpr price cost(auto const&, handle auto const& tail, places) { return {0, 2.0 * tail.size()}; }
    template <class K, class X, class Tail>
    static constexpr void forward(auto y, auto*, X x, Tail tail, places at) {
        each(x, tail, at, [&](int index, int place, auto const* from, auto) {
            std::copy(from, from + X::width, y.row(index) + place);
        });
    }
    template <class K, class X, class Tail>
    static constexpr void backward(auto y, auto*, X x, Tail tail, places at) {
        each(x, tail, at, [&](int index, int place, auto const*, auto* slope) {
            if (slope) {
                K::accumulate(X::width, slope, [](auto d) { return d; }, y.row_slope(index) + place);
            }
        });
    }

private:
    template <class X, class Tail>
    static constexpr void each(X x, Tail tail, places at, auto f) {
        constexpr int n = Tail::width / X::width;
        core::each_sequence(at, [&](int index, int first, int count) {
            for (int j = 0; j < n; ++j) {
                int const i = count - n + j;
                if (i >= 0) {
                    f(index, j * X::width, x.row(first + i), x.slope ? x.row_slope(first + i) : nullptr);
                } else {
                    int const place = (n + i) * X::width;
                    f(index, j * X::width, tail.row(index) + place, tail.slope ? tail.row_slope(index) + place : nullptr);
                }
            }
        });
    }
};

/// y_i = sum_j w_j x_(i - N + j), channel by channel, for the N + 1 rows w_j of a table: n x W -> n x W.
struct short_convolution {
    static constexpr auto name = "short_convolution";
    static constexpr int keeps(bool, auto const&, auto const&, auto const&, places) { return 0; }
    template <class W, handle X, handle Tail>
    static constexpr auto result(W const&, X const& x, Tail const&, places) {
        static_assert(W::columns == X::width && Tail::width == (W::rows - 1) * X::width,
                      "lathe[ops.short_convolution]: taps, rows and tail do not fit one another");
        return extent<X::width>{x.count};
    }
    template <class W>
    static constexpr price cost(W const&, handle auto const& x, auto const&, places) {
        return {2.0 * W::rows * x.size(), 2.0 * x.size()};
    }
    template <class K, class W, class X, class Tail>
    static constexpr void forward(auto y, auto*, W w, X x, Tail tail, places at) {
        core::each_sequence(at, [&](int index, int first, int count) {
            for (int i = 0; i < count; ++i) {
                for (int j = 0; j < W::rows; ++j) {
                    auto const* const from = source(x, tail, index, first, i, W::rows - 1 - j).data;
                    auto const* const tap = w.data + j * W::columns;
                    if (j == 0) {
                        K::map(X::width, y.row(first + i), [](auto a, auto b) { return a * b; }, tap, from);
                    } else {
                        K::accumulate(X::width, y.row(first + i), [](auto a, auto b) { return a * b; }, tap, from);
                    }
                }
            }
        });
    }
    template <class K, class W, class X, class Tail>
    static constexpr void backward(auto y, auto*, W w, X x, Tail tail, places at) {
        using t = typename X::value_type;
        core::each_sequence(at, [&](int index, int first, int count) {
            for (int i = 0; i < count; ++i) {
                t const* const dy = y.row_slope(first + i);
                for (int j = 0; j < W::rows; ++j) {
                    auto const from = source(x, tail, index, first, i, W::rows - 1 - j);
                    if (from.slope) {
                        K::accumulate(X::width, from.slope, [](auto d, auto b) { return d * b; }, dy, w.data + j * W::columns);
                    }
                    if (w.slope) {
                        K::accumulate(X::width, w.slope + j * W::columns, [](auto d, auto a) { return d * a; }, dy, from.data);
                    }
                }
            }
        });
    }

private:
    template <class T>
    struct spot {
        T const* data;
        T* slope;
    };
    /// Where row i - back of a sequence lies.
    template <class X, class Tail>
    static constexpr auto source(X x, Tail tail, int index, int first, int i, int back) {
        using t = typename X::value_type;
        if (i >= back) {
            return spot<t>{x.row(first + i - back), x.slope ? x.row_slope(first + i - back) : nullptr};
        }
        int const place = Tail::width + (i - back) * X::width;
        return spot<t>{tail.row(index) + place, tail.slope ? tail.row_slope(index) + place : nullptr};
    }
};

}  // namespace lathe::ops::op
