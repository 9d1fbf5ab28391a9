#pragma once
/// \file
/// The kernels on xsimd batches, for float and double, on the thread that calls them; the members and their meaning are
/// those of kernel::plain, to which other types of number go.
///
/// A formula f is called with batches, and with copies of a valid entry in the lanes beyond the end. Nothing outside
/// the rows that were named is read or written. Sums are added in an order that depends on the sizes only.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <lathe/kernel/batch.hpp>
#include <lathe/kernel/edge.hpp>
#include <lathe/kernel/plain.hpp>
#include <lathe/kernel/shuffle.hpp>
#include <lathe/kernel/tile.hpp>
#include <lathe/kernel/transposed.hpp>
#include <limits>
#include <type_traits>
#include <utility>

namespace lathe::kernel {

struct single {
    static constexpr auto name = "single";
    /// The form of panels that products of matrices of T may have their weights in, made before a step.
    template <class T>
    using prepared = form::own<T>;
    template <class T>
    using wide = typename std::conditional_t<std::same_as<T, float> || std::same_as<T, double>, std::type_identity<xsimd::batch<T>>,
                                             std::type_identity<T>>::type;

    static void in_parts(int units, int most, double work, auto const& f) { plain::in_parts(units, most, work, f); }

    template <class T, class F, class... X>
    static void map(std::ptrdiff_t n, T* y, F f, X const*... x) {
        if constexpr (batched<T, X...>) {
            each<T>(n, [=]([[maybe_unused]] std::ptrdiff_t i, auto part) {
                part.store(y + i, f(part.load(x + i, x[i])...));
            });
        } else {
            plain::map(n, y, f, x...);
        }
    }

    template <class T, class F, class... X>
    static void accumulate(std::ptrdiff_t n, T* y, F f, X const*... x) {
        if constexpr (batched<T, X...>) {
            each<T>(n, [=]([[maybe_unused]] std::ptrdiff_t i, auto part) {
                part.store(y + i, part.load(y + i, y[i]) + f(part.load(x + i, x[i])...));
            });
        } else {
            plain::accumulate(n, y, f, x...);
        }
    }

    template <class T, class Step>
    static void sweep(std::ptrdiff_t n, Step step) {
        if constexpr (batched<T>) {
            each<T>(n, [&](std::ptrdiff_t i, auto part) { step(entries<T, decltype(part)>{i, part}); });
        } else {
            plain::sweep<T>(n, step);
        }
    }

    template <class T, class F, class... X>
    static T sum(std::ptrdiff_t n, F f, X const*... x) {
        if constexpr (batched<T, X...>) {
            partial<T> total(T(0));
            each<T>(n, [&]([[maybe_unused]] std::ptrdiff_t i, auto part) {
                total.put(total.next() + part.only(f(part.load(x + i, x[i])...), T(0)));
            });
            return total.fold(adding{});
        } else {
            return plain::sum<T>(n, f, x...);
        }
    }

    template <class T, class F, class... X>
    static T map_sum(std::ptrdiff_t n, T* y, F f, X const*... x) {
        if constexpr (batched<T, X...>) {
            partial<T> total(T(0));
            each<T>(n, [&]([[maybe_unused]] std::ptrdiff_t i, auto part) {
                auto const value = f(part.load(x + i, x[i])...);
                part.store(y + i, value);
                total.put(total.next() + part.only(value, T(0)));
            });
            return total.fold(adding{});
        } else {
            return plain::map_sum(n, y, f, x...);
        }
    }

    template <class T>
    static T largest(std::ptrdiff_t n, T const* x) {
        if constexpr (batched<T>) {
            partial<T> most(x[0]);
            each<T>(n, [&](std::ptrdiff_t i, auto part) {
                most.put(kernel::maximum(most.next(), part.load(x + i, x[i])));
            });
            return most.fold(larger{});
        } else {
            return plain::largest(n, x);
        }
    }

    template <class T, class Seen>
    static void softmax(grid<T> y, source<T> x, int m, int n, T scale, Seen seen) {
        if constexpr (batched<T>) {
            for (int i = 0; i < m; ++i) softmax_of_row(y.row(i), x.row(i), seen(i), n, scale);
        } else {
            plain::softmax(y, x, m, n, scale, seen);
        }
    }

    template <class T>
    static void softmax_slope(grid<T> d, source<T> y, int m, int n, T scale) {
        for (int i = 0; i < m; ++i) {
            T* const row = d.row(i);
            T const* const weight = y.row(i);
            T const share = sum<T>(n, [](auto a, auto b) { return a * b; }, static_cast<T const*>(row), weight);
            map(n, row, [=](auto a, auto b) { return b * (a - share) * scale; }, static_cast<T const*>(row), weight);
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

    template <class Form>
    static void product_with_panels(grid<typename Form::number> y, source<typename Form::number> x, typename Form::word const* w,
                                    int m, int k, int n, bool add = false) {
        if constexpr (batched<typename Form::number>) {
            panel_tiling<Form>::product(y, x, w, m, k, n, add);
        } else {
            plain::product_with_panels<Form>(y, x, w, m, k, n, add);
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
            if (tiling<T>::in_place(y.data, y.stride, k, n)) {
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

    /// The first `some` entries of a row; the others of its n become zero.
    template <class T>
    static void softmax_of_row(T* y, T const* x, int some, int n, T scale) {
        constexpr T nothing = -std::numeric_limits<T>::infinity();
        constexpr int most = 8;
        using function = void (*)(T*, T const*, int, int, T);
        static constexpr auto in_registers = []<int... N>(std::integer_sequence<int, N...>) {
            return std::array<function, most>{&softmax_in_registers<N + 1, T>...};
        }(std::make_integer_sequence<int, most>{});
        if (some <= 0) {
            std::fill(y, y + n, T(0));
        } else if (some <= most * lanes<T>) {
            in_registers[static_cast<std::size_t>((some - 1) / lanes<T>)](y, x, some, n, scale);
        } else {
            T const top = largest(some, x);
            if (top == nothing) {
                std::fill(y, y + n, T(0));
                return;
            }
            T const total = map_sum(some, y, [=](auto v) { return kernel::exp((v - top) * scale); }, x);
            map(some, y, [f = T(1) / total](auto v) { return v * f; }, static_cast<T const*>(y));
            std::fill(y + some, y + n, T(0));
        }
    }

    /// The same for entries that N batches hold.
    template <int N, class T>
    static void softmax_in_registers(T* y, T const* x, int some, int n, T scale) {
        using batch = xsimd::batch<T>;
        constexpr T nothing = -std::numeric_limits<T>::infinity();
        constexpr int last = (N - 1) * lanes<T>;
        batch v[N];
#pragma GCC unroll 8
        for (int i = 0; i + 1 < N; ++i) v[i] = batch::load_unaligned(x + i * lanes<T>);
        v[N - 1] = edge<batch>(some - last).load(x + last, nothing);
        batch most = v[N - 1];
#pragma GCC unroll 8
        for (int i = 0; i + 1 < N; ++i) most = kernel::maximum(most, v[i]);
        T const top = fold_lanes(most, larger{});
        batch sum(T(0));
#pragma GCC unroll 8
        for (int i = 0; i < N; ++i) {
            v[i] = kernel::exp((v[i] - batch(top)) * batch(scale));
            sum += v[i];
        }
        batch const share(top == nothing ? T(0) : T(1) / fold_lanes(sum, adding{}));
        auto const part = [&](int i) { return top == nothing ? share : v[i] * share; };
#pragma GCC unroll 8
        for (int i = 0; i + 1 < N; ++i) part(i).store_unaligned(y + i * lanes<T>);
        edge<batch>(std::min(n - last, lanes<T>)).store(y + last, part(N - 1));
        if (n > N * lanes<T>) std::fill(y + N * lanes<T>, y + n, T(0));
    }

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
        std::ptrdiff_t i;
        Part part;
        xsimd::batch<T> load(T const* p) const { return part.load(p + i, p[i]); }
        void put(T* p, xsimd::batch<T> value, bool add) const {
            part.store(p + i, add ? value + part.load(p + i, p[i]) : value);
        }
    };

    template <class T, class Step>
    static void each(std::ptrdiff_t n, Step step) {
        std::ptrdiff_t i = 0;
        for (; i <= n - lanes<T>; i += lanes<T>) step(i, whole<T>{});
        if (i < n) step(i, edge<xsimd::batch<T>>(static_cast<int>(n - i)));
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
