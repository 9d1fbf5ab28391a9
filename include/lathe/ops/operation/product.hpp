#pragma once
/// \file
/// Matrix products with weights, and what adds a weight vector to rows.

#include <lathe/kernel/grid.hpp>
#include <lathe/ops/handle.hpp>

#include <algorithm>
#include <span>

namespace lathe::ops::op {

/// y = x W^T for a matrix W (Out x In): n x In -> n x Out.
struct linear {
    static constexpr auto name = "linear";
    static constexpr bool assigns = true;
    static constexpr int keeps(bool, auto const&, auto const&) { return 0; }
    template <int Matrix, int Input>
    struct widths {
        static_assert(Matrix == Input, "lathe[ops.linear]: the matrix and its input differ in width");
    };
    template <class W, handle X>
    static constexpr auto result(W const&, X const& x) {
        return fitting<W::columns == X::width, widths<W::columns, X::width>>(extent<W::rows>{x.count});
    }
    template <class W, handle X>
    static constexpr price cost(W const&, X const& x) {
        return {2.0 * W::rows * W::columns * x.count,
                1.0 * W::rows * W::columns + 1.0 * (W::rows + W::columns) * x.count};
    }
    template <class K, class W, class X>
    static constexpr void forward(auto y, auto*, W w, X x) {
        using grid = kernel::grid<typename X::value_type const>;
        kernel::grid<typename X::value_type> const to{y.data, W::rows};
        grid const from{x.data, W::columns};
        if constexpr (requires { w.panels; }) {
            K::template product_with_panels<typename W::form>(to, from, w.panels, x.count, W::columns, W::rows);
        } else if (!with_prepared<K>(to, from, w.ready.straight, x.count, W::columns, W::rows, false)) {
            K::product(to, from, grid{w.data, W::rows}, x.count, W::columns, W::rows);
        }
    }
    template <class K, class W, class X>
    static constexpr void backward(auto y, auto*, W w, X x) {
        using t = typename X::value_type;
        using grid = kernel::grid<t const>;
        if (w.slope) {
            K::product_outer(kernel::grid<t>{w.slope, W::rows}, grid{x.data, W::columns}, grid{y.slope, W::rows},
                             x.count, W::columns, W::rows, true);
        }
        if (x.slope) {
            kernel::grid<t> const to{x.slope, W::columns};
            grid const from{y.slope, W::rows};
            bool const adds = x.adds();
            if (!with_prepared<K>(to, from, w.ready.turned, x.count, W::rows, W::columns, adds)) {
                K::product_transposed(to, from, grid{w.data, W::rows}, x.count, W::rows, W::columns, adds);
            }
        }
    }

private:
    /// The product with panels that the kernels have made, if they have; whether it was done.
    template <class K, class T>
    static constexpr bool with_prepared(kernel::grid<T> y, kernel::source<T> x, void const* panels, int m, int k, int n, bool add) {
        if constexpr (requires { typename K::template prepared<T>; }) {
            using form = typename K::template prepared<T>;
            if (panels) {
                K::template product_with_panels<form>(y, x, static_cast<typename form::word const*>(panels), m, k, n, add);
                return true;
            }
        }
        return false;
    }
};

/// y = x E^T for a table E (Rows x In): the tied head. n x In -> n x Rows.
struct linear_tied {
    static constexpr auto name = "linear_tied";
    static constexpr bool assigns = true;
    static constexpr int keeps(bool, auto const&, auto const&) { return 0; }
    template <int Table, int Input>
    struct widths {
        static_assert(Table == Input, "lathe[ops.linear_tied]: the table and its input differ in width");
    };
    template <class E, handle X>
    static constexpr auto result(E const&, X const& x) {
        return fitting<E::columns == X::width, widths<E::columns, X::width>>(extent<E::rows>{x.count});
    }
    template <class E, handle X>
    static constexpr price cost(E const& e, X const& x) {
        return linear::cost(e, x);
    }
    template <class K, class E, class X>
    static constexpr void forward(auto y, auto*, E e, X x) {
        using grid = kernel::grid<typename X::value_type const>;
        K::product_transposed(kernel::grid<typename X::value_type>{y.data, E::rows}, grid{x.data, E::columns},
                              grid{e.data, E::columns}, x.count, E::columns, E::rows);
    }
    template <class K, class E, class X>
    static constexpr void backward(auto y, auto*, E e, X x) {
        using t = typename X::value_type;
        using grid = kernel::grid<t const>;
        if (e.slope) {
            K::product_outer(kernel::grid<t>{e.slope, E::columns}, grid{y.slope, E::rows}, grid{x.data, E::columns},
                             x.count, E::rows, E::columns, true);
        }
        if (x.slope) {
            K::product(kernel::grid<t>{x.slope, E::columns}, grid{y.slope, E::rows}, grid{e.data, E::columns}, x.count,
                       E::rows, E::columns, x.adds());
        }
    }
};

/// y = x + v for a vector v of the same width: a bias.
struct add_vector {
    static constexpr auto name = "add_vector";
    static constexpr bool assigns = true;
    static constexpr int keeps(bool, auto const&, auto const&) { return 0; }
    template <int Vector, int Rows>
    struct widths {
        static_assert(Vector == Rows, "lathe[ops.add_vector]: the vector and the rows differ in width");
    };
    template <class V, handle X>
    static constexpr auto result(V const&, X const& x) {
        return fitting<V::columns == X::width, widths<V::columns, X::width>>(extent<X::width>{x.count});
    }
    static constexpr price cost(auto const&, handle auto const& x) { return {1.0 * x.size(), 2.0 * x.size()}; }
    template <class K, class V, class X>
    static constexpr void forward(auto y, auto*, V v, X x) {
        for (int i = 0; i < x.count; ++i) {
            K::map(X::width, y.row(i), [](auto a, auto b) { return a + b; }, x.row(i), v.data);
        }
    }
    template <class K, class V, class X>
    static constexpr void backward(auto y, auto*, V v, X x) {
        if (x.slope) {
            add_slope<K>(x, [](auto d) { return d; }, y.slope);
        }
        if (v.slope) {
            for (int i = 0; i < x.count; ++i) {
                K::accumulate(X::width, v.slope, [](auto d) { return d; }, y.row_slope(i));
            }
        }
    }
};

/// Row `index` of a leaf, count times: learned starts, depth codes. -> count x Columns.
struct spread {
    static constexpr auto name = "spread";
    static constexpr int keeps(bool, auto const&, int, int) { return 0; }
    template <class E>
    static constexpr auto result(E const&, int, int count) {
        return extent<E::columns>{count};
    }
    template <class E>
    static constexpr price cost(E const&, int, int count) {
        return {0, 1.0 * E::columns * count};
    }
    template <class E>
    static constexpr std::ptrdiff_t row(int index) {
        return static_cast<std::ptrdiff_t>(index) * E::columns;
    }
    template <class K, class E>
    static constexpr void forward(auto y, auto*, E e, int index, int count) {
        for (int i = 0; i < count; ++i) {
            K::map(E::columns, y.row(i), [](auto a) { return a; }, e.data + row<E>(index));
        }
    }
    template <class K, class E>
    static constexpr void backward(auto y, auto*, E e, int index, int count) {
        if (e.slope) {
            for (int i = 0; i < count; ++i) {
                K::accumulate(E::columns, e.slope + row<E>(index), [](auto d) { return d; }, y.row_slope(i));
            }
        }
    }
};

/// Row Row::of(key_i) of a table for each i. Rows outside the table give zeros and no derivative.
template <class Row>
struct look_up {
    static constexpr auto name = "lookup";
    static constexpr int keeps(bool, auto const&, auto) { return 0; }
    template <class E>
    static constexpr auto result(E const&, auto keys) {
        return extent<E::columns>{static_cast<int>(keys.size())};
    }
    template <class E>
    static constexpr price cost(E const&, auto keys) {
        return {0, 2.0 * E::columns * static_cast<double>(keys.size())};
    }
    template <class E>
    static constexpr std::ptrdiff_t row(auto keys, int i) {
        int const id = Row::of(keys[static_cast<std::size_t>(i)]);
        return id < E::rows ? id : -1;
    }
    template <class K, class E>
    static constexpr void forward(auto y, auto*, E e, auto keys) {
        using t = typename decltype(y)::value_type;
        for (int i = 0; i < y.count; ++i) {
            if (std::ptrdiff_t const id = row<E>(keys, i); id >= 0) {
                std::copy(e.data + id * E::columns, e.data + (id + 1) * E::columns, y.row(i));
            } else {
                std::fill(y.row(i), y.row(i) + E::columns, t(0));
            }
        }
    }
    template <class K, class E>
    static constexpr void backward(auto y, auto*, E e, auto keys) {
        for (int i = 0; e.slope && i < y.count; ++i) {
            if (std::ptrdiff_t const id = row<E>(keys, i); id >= 0) {
                K::accumulate(E::columns, e.slope + id * E::columns, [](auto d) { return d; }, y.row_slope(i));
            }
        }
    }
};
struct by_id {
    static constexpr int of(int id) { return id; }
};
struct by_position {
    static constexpr int of(place const& at) { return at.position; }
};
/// Row r of `Rows` stands for the share r / (Rows - 1); a share gets the row of the nearest. What lies outside [0, 1] gets
/// none.
template <int Rows>
struct by_share {
    static constexpr int of(float share) {
        return share >= 0 && share <= 1 ? static_cast<int>(share * static_cast<float>(Rows - 1) + 0.5f) : Rows;
    }
};
/// Embeddings: row ids[i].
using lookup = look_up<by_id>;
/// Position codes: row at[i].position.
using lookup_position = look_up<by_position>;
/// Codes of levels: row shares[i] (Rows - 1), rounded.
template <int Rows>
using lookup_share = look_up<by_share<Rows>>;

}  // namespace lathe::ops::op
