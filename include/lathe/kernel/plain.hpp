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
///     product_with_panels  y(m,n) op x(m,k) W^T of a W (n,k) in panels of a form (kernel/panel.hpp)
///
///     in_parts        f(part, begin, end) for at most `most` parts of 0 .. units that are all of them and may run side by side;
///                     `work` is how many multiply-adds are done in all
///
///     softmax         the first seen(i) entries of row i of y, which may be x, become exp(scale x) / sum, all when that is 0 or
///                     they are -inf, and the others of its n, zero
///     softmax_slope   d(m,n) becomes its pull through softmax with results y: y (d - sum(d y)) scale
///
/// Formulas of map and accumulate have no state: several threads may call them. op is = or, in accumulate and with add = true, +=. Sizes may be 0; a sum over nothing is 0. In map and accumulate
/// y may be one of the x; in the products the results overlap no operand. Not a number wins in largest.

#include <lathe/kernel/grid.hpp>
#include <lathe/kernel/math.hpp>
#include <lathe/kernel/panel.hpp>
#include <limits>

namespace lathe::kernel {

struct plain {
    static constexpr auto name = "plain";
    template <class T>
    using wide = T;  ///< what kernel::recurrence computes with

    static constexpr void in_parts(int units, int, double, auto const& f) { f(0, 0, units); }

    template <class T, class F, class... X>
    static constexpr void map(std::ptrdiff_t n, T* y, F f, X const*... x) {
        for (std::ptrdiff_t i = 0; i < n; ++i) y[i] = f(x[i]...);
    }

    template <class T, class F, class... X>
    static constexpr void accumulate(std::ptrdiff_t n, T* y, F f, X const*... x) {
        for (std::ptrdiff_t i = 0; i < n; ++i) y[i] += f(x[i]...);
    }

    template <class T, class Step>
    static constexpr void sweep(std::ptrdiff_t n, Step step) {
        struct entry {
            std::ptrdiff_t i;
            constexpr T load(T const* p) const { return p[i]; }
            constexpr void put(T* p, T value, bool add) const { p[i] = add ? p[i] + value : value; }
        };
        for (std::ptrdiff_t i = 0; i < n; ++i) step(entry{i});
    }

    template <class T, class F, class... X>
    static constexpr T sum(std::ptrdiff_t n, F f, X const*... x) {
        T total = 0;
        for (std::ptrdiff_t i = 0; i < n; ++i) total += f(x[i]...);
        return total;
    }

    /// map, and the sum of what it gave.
    template <class T, class F, class... X>
    static constexpr T map_sum(std::ptrdiff_t n, T* y, F f, X const*... x) {
        T total = 0;
        for (std::ptrdiff_t i = 0; i < n; ++i) total += y[i] = f(x[i]...);
        return total;
    }

    template <class T>
    static constexpr T largest(std::ptrdiff_t n, T const* x) {
        T most = x[0];
        for (std::ptrdiff_t i = 1; i < n; ++i) most = kernel::maximum(most, x[i]);
        return most;
    }

    template <class T, class Seen>
    static constexpr void softmax(grid<T> y, source<T> x, int m, int n, T scale, Seen seen) {
        for (int i = 0; i < m; ++i) {
            T* const row = y.row(i);
            int const some = seen(i);
            T const top = some > 0 ? largest(some, x.row(i)) : -std::numeric_limits<T>::infinity();
            bool const none = top == -std::numeric_limits<T>::infinity();
            T const total = none ? T(1) : map_sum(some, row, [=](T v) { return kernel::exp((v - top) * scale); }, x.row(i));
            for (int j = 0; j < n; ++j) row[j] = none || j >= some ? T(0) : row[j] / total;
        }
    }

    template <class T>
    static constexpr void softmax_slope(grid<T> d, source<T> y, int m, int n, T scale) {
        for (int i = 0; i < m; ++i) {
            T const share = sum<T>(n, [](T a, T b) { return a * b; }, d.row(i), y.row(i));
            for (int j = 0; j < n; ++j) d.row(i)[j] = y.row(i)[j] * (d.row(i)[j] - share) * scale;
        }
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

    template <class Form>
    static constexpr void product_with_panels(grid<typename Form::number> y, source<typename Form::number> x,
                                              typename Form::word const* w, int m, int k, int n, bool add = false) {
        for (int i = 0; i < m; ++i) {
            for (int j = 0; j < n && !add; ++j) y.row(i)[j] = 0;
            for (int d = 0; d < k; d += Form::inputs) {
                int const count = k - d < Form::inputs ? k - d : Form::inputs;
                auto const seen = Form::see(x.row(i) + d, count);
                for (int j = 0; j < n; ++j) {
                    for (int l = 0; l < count; ++l) {
                        y.row(i)[j] += Form::said(seen, l) * panel_layout<Form>::read(w, j, d + l, k);
                    }
                }
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
