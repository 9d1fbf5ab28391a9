#pragma once
/// \file
/// The kernels as plain loops: the mathematics, constexpr, for every type of number. They are the reference of
/// kernel::fast, which has the same members.
///
///     map, map_sum  y[i] op f(x[i]...)          product             y(m,n) op x(m,k) w(k,n)
///     sum           sum_i f(x[i]...)            product_transposed  y(m,n) op x(m,k) w(n,k)^T
///     largest       max_i x[i], i < n, n >= 1   product_outer       w(k,n) op x(m,k)^T y(m,n)
///     sweep         step(at), where at is entry i: at.load(p) = p[i], at.put(p, v, add): p[i] op v
///
/// op is = or, in accumulate and with add = true, +=. Sizes may be 0; a sum over nothing is 0. In map and accumulate
/// y may be one of the x; in the products the results overlap no operand. Not a number wins in largest.

#include <lathe/kernel/grid.hpp>
#include <lathe/kernel/math.hpp>

namespace lathe::kernel {

struct plain {
    static constexpr auto name = "plain";
    template <class T>
    using wide = T;  ///< what kernel::recurrence computes with

    template <class T, class F, class... X>
    static constexpr void map(int n, T* y, F f, X const*... x) {
        for (int i = 0; i < n; ++i) y[i] = f(x[i]...);
    }

    template <class T, class F, class... X>
    static constexpr void accumulate(int n, T* y, F f, X const*... x) {
        for (int i = 0; i < n; ++i) y[i] += f(x[i]...);
    }

    template <class T, class Step>
    static constexpr void sweep(int n, Step step) {
        struct entry {
            int i;
            constexpr T load(T const* p) const { return p[i]; }
            constexpr void put(T* p, T value, bool add) const { p[i] = add ? p[i] + value : value; }
        };
        for (int i = 0; i < n; ++i) step(entry{i});
    }

    template <class T, class F, class... X>
    static constexpr T sum(int n, F f, X const*... x) {
        T total = 0;
        for (int i = 0; i < n; ++i) total += f(x[i]...);
        return total;
    }

    /// map, and the sum of what it gave.
    template <class T, class F, class... X>
    static constexpr T map_sum(int n, T* y, F f, X const*... x) {
        T total = 0;
        for (int i = 0; i < n; ++i) total += y[i] = f(x[i]...);
        return total;
    }

    template <class T>
    static constexpr T largest(int n, T const* x) {
        T most = x[0];
        for (int i = 1; i < n; ++i) most = kernel::maximum(most, x[i]);
        return most;
    }

    template <class T>
    static constexpr void product(grid<T> y, source<T> x, source<T> w, int m, int k, int n, bool add = false) {
        for (int i = 0; i < m; ++i) {
            for (int j = 0; j < n; ++j) {
                T total = 0;
                for (int l = 0; l < k; ++l) total += x.row(i)[l] * w.row(l)[j];
                y.row(i)[j] = add ? y.row(i)[j] + total : total;
            }
        }
    }

    template <class T>
    static constexpr void product_transposed(grid<T> y, source<T> x, source<T> w, int m, int k, int n,
                                             bool add = false) {
        for (int i = 0; i < m; ++i) {
            for (int j = 0; j < n; ++j) {
                T total = 0;
                for (int l = 0; l < k; ++l) total += x.row(i)[l] * w.row(j)[l];
                y.row(i)[j] = add ? y.row(i)[j] + total : total;
            }
        }
    }

    template <class T>
    static constexpr void product_outer(grid<T> w, source<T> x, source<T> y, int m, int k, int n, bool add = false) {
        for (int l = 0; l < k; ++l) {
            for (int j = 0; j < n; ++j) {
                T total = 0;
                for (int i = 0; i < m; ++i) total += x.row(i)[l] * y.row(i)[j];
                w.row(l)[j] = add ? w.row(l)[j] + total : total;
            }
        }
    }
};

}  // namespace lathe::kernel
