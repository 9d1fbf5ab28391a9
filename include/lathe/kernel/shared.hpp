#pragma once
/// \file
/// Kernels that share large operations out among a crew (kernel/crew.hpp), and do the rest as `Alone` does.
///
/// Products are shared by whole panels of columns, so that each weight is read by one thread only, or by rows where there
/// are fewer panels than threads; each sum is the same wherever they are cut. Without a crew, or with too little to do, nothing is
/// shared.

#include <algorithm>
#include <cstddef>
#include <lathe/kernel/crew.hpp>
#include <lathe/kernel/grid.hpp>
#include <lathe/kernel/panel.hpp>

namespace lathe::kernel {

template <class Alone>
struct shared : Alone {
    template <class T>
    static void product(grid<T> y, source<T> x, source<T> w, int m, int k, int n, bool add = false) {
        each_part<panel_width<T>::columns>(m, k, n, [&](part p) {
            Alone::product(grid<T>{y.row(p.row) + p.column, y.stride}, {x.row(p.row), x.stride}, {w.data + p.column, w.stride}, p.rows, k,
                           p.columns, add);
        });
    }

    template <class Form>
    static void product_with_panels(grid<typename Form::number> y, source<typename Form::number> x, typename Form::word const* w,
                                    int m, int k, int n, bool add = false) {
        using layout = panel_layout<Form>;
        each_part<layout::columns>(m, k, n, [&](part p) {
            Alone::template product_with_panels<Form>({y.row(p.row) + p.column, y.stride}, {x.row(p.row), x.stride},
                                                      w + layout::offset(p.column, 0, k), p.rows, k, p.columns, add);
        });
    }

    template <class T>
    static void product_transposed(grid<T> y, source<T> x, source<T> w, int m, int k, int n, bool add = false) {
        each_part<panel_width<T>::columns>(m, k, n, [&](part p) {
            Alone::product_transposed(grid<T>{y.row(p.row) + p.column, y.stride}, {x.row(p.row), x.stride}, {w.row(p.column), w.stride},
                                      p.rows, k, p.columns, add);
        });
    }

    template <class T>
    static void product_outer(grid<T> w, source<T> x, source<T> y, int m, int k, int n, bool add = false) {
        each_part<panel_width<T>::columns>(k, m, n, [&](part p) {
            Alone::product_outer(grid<T>{w.row(p.row) + p.column, w.stride}, {x.data + p.row, x.stride}, {y.data + p.column, y.stride}, m,
                                 p.rows, p.columns, add);
        });
    }

    static void in_parts(int units, int most, double work, auto const& f) {
        int const count = std::max(1, std::min(most, parts(units, work / least_products)));
        crew::share(count, count, [&](int begin, int end) {
            for (int part = begin; part < end; ++part) f(part, crew::cut(units, count, part), crew::cut(units, count, part + 1));
        });
    }

    template <class T, class F, class... X>
    static void map(std::ptrdiff_t n, T* y, F f, X const*... x) {
        each_run(n, [=](std::ptrdiff_t i, std::ptrdiff_t count) { Alone::map(count, y + i, f, (x + i)...); });
    }
    template <class T, class F, class... X>
    static void accumulate(std::ptrdiff_t n, T* y, F f, X const*... x) {
        each_run(n, [=](std::ptrdiff_t i, std::ptrdiff_t count) { Alone::accumulate(count, y + i, f, (x + i)...); });
    }

private:
    /// Entries that are worth handing out, and whole lines of them.
    static constexpr std::ptrdiff_t least_entries = 32768;
    static constexpr int run = 1024;
    static void each_run(std::ptrdiff_t n, auto const& f) {
        if (n < least_entries || crew::size() == 1) return f(0, n);
        auto const runs = static_cast<int>(n / run);
        crew::share(runs, parts(runs, static_cast<double>(n) / least_entries * 2), [&](int begin, int end) {
            std::ptrdiff_t const first = static_cast<std::ptrdiff_t>(begin) * run;
            f(first, (end < runs ? static_cast<std::ptrdiff_t>(end) * run : n) - first);
        });
    }

    /// Part of the result of a product.
    struct part {
        int row, rows, column, columns;
    };
    /// What a thread has to have to do, so that handing it out pays: multiply-adds, those that reading a weight is worth
    /// included.
    static constexpr double least_products = 2e5;
    static constexpr double worth_reading = 4;
    /// No part has fewer rows, unless all have.
    static constexpr int least_rows = 32;

    static int parts(int units, double worth) { return std::min(crew::size(), static_cast<int>(std::min<double>(units, worth))); }

    template <int Panel>
    static void each_part(int m, int k, int n, auto const& f) {
        if (crew::size() == 1) return f(part{0, m, 0, n});
        double const worth = (m + worth_reading) * k * n / least_products;
        int const panels = n / Panel;
        bool const by_columns = panels >= crew::size() || m < 2 * least_rows;
        int const units = by_columns ? panels : m / least_rows;
        crew::share(units, parts(units, worth), [&](int begin, int end) {
            // the last part takes what is not a whole unit
            auto const cut = [&](int unit, int all) { return (end < units ? end * unit : all) - begin * unit; };
            f(by_columns ? part{0, m, begin * Panel, cut(Panel, n)} : part{begin * least_rows, cut(least_rows, m), 0, n});
        });
    }
};

}  // namespace lathe::kernel
