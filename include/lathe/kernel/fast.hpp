#pragma once
/// \file
/// The kernels on xsimd batches, for float and double; the members and their meaning are those of kernel::plain, to
/// which other types of number go.
///
/// A formula f is called with batches, and with copies of a valid entry in the lanes beyond the end. Nothing outside
/// the rows that were named is read or written. Sums are added in an order that depends on the sizes only.

#include <algorithm>
#include <concepts>
#include <lathe/kernel/batch.hpp>
#include <lathe/kernel/edge.hpp>
#include <lathe/kernel/plain.hpp>
#include <lathe/kernel/shuffle.hpp>
#include <lathe/kernel/tile.hpp>
#include <lathe/kernel/transposed.hpp>

namespace lathe::kernel {

struct fast {
    static constexpr auto name = "fast";
    template <class T>
    using wide = typename std::conditional_t<std::same_as<T, float> || std::same_as<T, double>, std::type_identity<xsimd::batch<T>>,
                                             std::type_identity<T>>::type;

    template <class T, class F, class... X>
    static void map(int n, T* y, F f, X const*... x) {
        if constexpr (batched<T, X...>) {
            each<T>(n, [=]([[maybe_unused]] int i, auto part) { part.store(y + i, f(part.load(x + i, x[i])...)); });
        } else {
            plain::map(n, y, f, x...);
        }
    }

    template <class T, class F, class... X>
    static void accumulate(int n, T* y, F f, X const*... x) {
        if constexpr (batched<T, X...>) {
            each<T>(n, [=]([[maybe_unused]] int i, auto part) {
                part.store(y + i, part.load(y + i, y[i]) + f(part.load(x + i, x[i])...));
            });
        } else {
            plain::accumulate(n, y, f, x...);
        }
    }

    template <class T, class Step>
    static void sweep(int n, Step step) {
        if constexpr (batched<T>) {
            each<T>(n, [&](int i, auto part) { step(entries<T, decltype(part)>{i, part}); });
        } else {
            plain::sweep<T>(n, step);
        }
    }

    template <class T, class F, class... X>
    static T sum(int n, F f, X const*... x) {
        if constexpr (batched<T, X...>) {
            partial<T> total(T(0));
            each<T>(n, [&]([[maybe_unused]] int i, auto part) {
                total.put(total.next() + part.only(f(part.load(x + i, x[i])...), T(0)));
            });
            return total.fold([](auto a, auto b) { return a + b; });
        } else {
            return plain::sum<T>(n, f, x...);
        }
    }

    template <class T, class F, class... X>
    static T map_sum(int n, T* y, F f, X const*... x) {
        if constexpr (batched<T, X...>) {
            partial<T> total(T(0));
            each<T>(n, [&]([[maybe_unused]] int i, auto part) {
                auto const value = f(part.load(x + i, x[i])...);
                part.store(y + i, value);
                total.put(total.next() + part.only(value, T(0)));
            });
            return total.fold([](auto a, auto b) { return a + b; });
        } else {
            return plain::map_sum(n, y, f, x...);
        }
    }

    template <class T>
    static T largest(int n, T const* x) {
        if constexpr (batched<T>) {
            partial<T> most(x[0]);
            each<T>(n, [&](int i, auto part) { most.put(kernel::maximum(most.next(), part.load(x + i, x[i]))); });
            return most.fold([](auto a, auto b) { return kernel::maximum(a, b); });
        } else {
            return plain::largest(n, x);
        }
    }

    template <class T>
    static void product(grid<T> y, source<T> x, source<T> w, int m, int k, int n, bool add = false) {
        if constexpr (batched<T>) {
            tiling<T>::product(y, {x.data, x.stride, 1}, w.data, w.stride, m, k, n, add);
        } else {
            plain::product(y, x, w, m, k, n, add);
        }
    }

    template <class T>
    static void product_transposed(grid<T> y, source<T> x, source<T> w, int m, int k, int n, bool add = false) {
        if constexpr (batched<T>) {
            transposing<T>::product(y, x, w, m, k, n, add);
        } else {
            plain::product_transposed(y, x, w, m, k, n, add);
        }
    }

    template <class T>
    static void product_outer(grid<T> w, source<T> x, source<T> y, int m, int k, int n, bool add = false) {
        if constexpr (batched<T>) {
            // w(k, n) is the product of x, seen with its rows as columns, and y.
            lattice<T> const columns{x.data, 1, x.stride};
            if (tiling<T>::in_place(y.data, y.stride, n)) {
                tiling<T>::product_in_place(w, columns, y.data, y.stride, k, m, n, add);
            } else {
                tiling<T>::product(w, columns, y.data, y.stride, k, m, n, add);
            }
        } else {
            plain::product_outer(w, x, y, m, k, n, add);
        }
    }

private:
    template <class T, class... X>
    static constexpr bool batched = (std::same_as<T, float> || std::same_as<T, double>) && (std::same_as<X, T> && ...);

    template <class T>
    static constexpr int lanes = static_cast<int>(xsimd::batch<T>::size);

    /// A whole batch, with the members of edge.
    template <class T>
    struct whole {
        using batch = xsimd::batch<T>;
        static batch load(T const* from, T) { return batch::load_unaligned(from); }
        static void store(T* to, batch value) { value.store_unaligned(to); }
        static batch only(batch value, T) { return value; }
    };

    /// What a sweep hands out: entries i, i + 1, ... of any row.
    template <class T, class Part>
    struct entries {
        int i;
        Part part;
        xsimd::batch<T> load(T const* p) const { return part.load(p + i, p[i]); }
        void put(T* p, xsimd::batch<T> value, bool add) const {
            part.store(p + i, add ? value + part.load(p + i, p[i]) : value);
        }
    };

    template <class T, class Step>
    static void each(int n, Step step) {
        int i = 0;
        for (; i <= n - lanes<T>; i += lanes<T>) step(i, whole<T>{});
        if (i < n) step(i, edge<xsimd::batch<T>>(n - i));
    }

    /// Four running results, taken in turn, so that one need not wait for the other.
    template <class T>
    class partial {
    public:
        using batch = xsimd::batch<T>;
        explicit partial(T start) : a_(start), b_(start), c_(start), d_(start) {}
        batch next() const { return a_; }
        void put(batch value) {
            a_ = b_;
            b_ = c_;
            c_ = d_;
            d_ = value;
        }
        template <class F>
        T fold(F f) const {
            return fold_lanes(f(f(a_, b_), f(c_, d_)), f);
        }

    private:
        batch a_, b_, c_, d_;
    };
};

}  // namespace lathe::kernel
