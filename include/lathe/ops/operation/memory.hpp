#pragma once
/// \file
/// Memories one per row, S: n x (K V), each K x V row by row: what the definitions of memories are made of.

#include <lathe/kernel/grid.hpp>
#include <lathe/ops/handle.hpp>

namespace lathe::ops::op {

/// y_i = S_i^T q_i: n x (K V), n x K -> n x V.
struct read {
    static constexpr auto name = "read";
    static constexpr int keeps(bool, auto const&, auto const&) { return 0; }
    template <handle S, handle Q>
    static constexpr auto result(S const&, Q const& q) {
        static_assert(S::width % Q::width == 0, "lathe[ops.read]: the memory and its query differ in width");
        return extent<S::width / Q::width>{q.count};
    }
    static constexpr price cost(handle auto const& s, handle auto const& q) {
        return {2.0 * s.size(), 1.0 * s.size() + q.size() + 1.0 * s.size() / std::remove_cvref_t<decltype(q)>::width};
    }
    template <class K, class S, class Q>
    static constexpr void forward(auto y, auto*, S s, Q q) {
        using t = typename Q::value_type;
        using grid = kernel::grid<t const>;
        constexpr int v = S::width / Q::width;
        for (int i = 0; i < q.count; ++i) {
            K::product(kernel::grid<t>{y.row(i), v}, grid{q.row(i), Q::width}, grid{s.row(i), v}, 1, Q::width, v);
        }
    }
    template <class K, class S, class Q>
    static constexpr void backward(auto y, auto*, S s, Q q) {
        using t = typename Q::value_type;
        using grid = kernel::grid<t const>;
        constexpr int v = S::width / Q::width;
        for (int i = 0; i < q.count; ++i) {
            grid const dy{y.row_slope(i), v};
            if (s.slope) {
                K::product_outer(kernel::grid<t>{s.row_slope(i), v}, grid{q.row(i), Q::width}, dy, 1, Q::width, v, true);
            }
            if (q.slope) {
                K::product_transposed(kernel::grid<t>{q.row_slope(i), Q::width}, dy, grid{s.row(i), v}, 1, v, Q::width, true);
            }
        }
    }
};

/// y_i = S_i u_i: n x (K V), n x V -> n x K.
struct read_transposed {
    static constexpr auto name = "read_transposed";
    static constexpr int keeps(bool, auto const&, auto const&) { return 0; }
    template <handle S, handle U>
    static constexpr auto result(S const&, U const& u) {
        static_assert(S::width % U::width == 0, "lathe[ops.read]: the memory and its query differ in width");
        return extent<S::width / U::width>{u.count};
    }
    static constexpr price cost(handle auto const& s, handle auto const& u) { return read::cost(s, u); }
    template <class K, class S, class U>
    static constexpr void forward(auto y, auto*, S s, U u) {
        using t = typename U::value_type;
        using grid = kernel::grid<t const>;
        constexpr int k = S::width / U::width;
        for (int i = 0; i < u.count; ++i) {
            K::product_transposed(kernel::grid<t>{y.row(i), k}, grid{u.row(i), U::width}, grid{s.row(i), U::width}, 1, U::width,
                                  k);
        }
    }
    template <class K, class S, class U>
    static constexpr void backward(auto y, auto*, S s, U u) {
        using t = typename U::value_type;
        using grid = kernel::grid<t const>;
        constexpr int k = S::width / U::width;
        for (int i = 0; i < u.count; ++i) {
            grid const dy{y.row_slope(i), k};
            if (s.slope) {
                K::product_outer(kernel::grid<t>{s.row_slope(i), U::width}, dy, grid{u.row(i), U::width}, 1, k, U::width, true);
            }
            if (u.slope) {
                K::product(kernel::grid<t>{u.row_slope(i), U::width}, dy, grid{s.row(i), U::width}, 1, k, U::width, true);
            }
        }
    }
};

/// Y_i = k_i u_i^T: n x K, n x V -> n x (K V).
struct outer {
    static constexpr auto name = "outer";
    static constexpr int keeps(bool, auto const&, auto const&) { return 0; }
    template <handle X, handle U>
    static constexpr auto result(X const& k, U const&) {
        return extent<X::width * U::width>{k.count};
    }
    static constexpr price cost(handle auto const& k, handle auto const& u) {
        double const size = 1.0 * k.size() * std::remove_cvref_t<decltype(u)>::width;
        return {size, size + k.size() + u.size()};
    }
    template <class K, class X, class U>
    static constexpr void forward(auto y, auto*, X k, U u) {
        for (int i = 0; i < k.count; ++i) {
            for (int c = 0; c < X::width; ++c) {
                K::map(U::width, y.row(i) + c * U::width, [f = k.row(i)[c]](auto x) { return x * f; }, u.row(i));
            }
        }
    }
    template <class K, class X, class U>
    static constexpr void backward(auto y, auto*, X k, U u) {
        using t = typename U::value_type;
        using grid = kernel::grid<t const>;
        for (int i = 0; i < k.count; ++i) {
            grid const dy{y.row_slope(i), U::width};
            if (k.slope) {
                K::product_transposed(kernel::grid<t>{k.row_slope(i), X::width}, grid{u.row(i), U::width}, dy, 1, U::width,
                                      X::width, true);
            }
            if (u.slope) {
                K::product(kernel::grid<t>{u.row_slope(i), U::width}, grid{k.row(i), X::width}, dy, 1, X::width, U::width, true);
            }
        }
    }
};

}  // namespace lathe::ops::op
