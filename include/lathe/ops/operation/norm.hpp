#pragma once
/// \file
/// Normalisations of rows: RMS norm (Zhang and Sennrich 2019, arXiv:1910.07467), layer norm (Ba et al. 2016,
/// arXiv:1607.06450) and softmax. Shapes: n x W in, n x W out.

#include <lathe/kernel/grid.hpp>
#include <lathe/kernel/math.hpp>
#include <lathe/ops/handle.hpp>

#include <algorithm>
#include <limits>

namespace lathe::ops::op {

/// y = x / sqrt(mean(x^2) + epsilon)
struct rms_norm {
    static constexpr auto name = "rms_norm";
    static constexpr bool assigns = true;
    static constexpr int keeps(bool, auto const& x, double) { return x.count; }
    static constexpr auto result(handle auto const& x, double) {
        return extent<std::remove_cvref_t<decltype(x)>::width>{x.count};
    }
    static constexpr price cost(handle auto const& x, double) { return {3.0 * x.size(), 2.0 * x.size()}; }
    template <class K, class X>
    static constexpr void forward(auto y, auto* keep, X x, double epsilon) {
        using t = typename X::value_type;
        for (int i = 0; i < x.count; ++i) {
            t const squares = K::template sum<t>(X::width, [](auto v) { return v * v; }, x.row(i));
            t const scale = t(1) / kernel::sqrt(squares / t(X::width) + static_cast<t>(epsilon));
            keep[i] = scale;
            K::map(X::width, y.row(i), [scale](auto v) { return v * scale; }, x.row(i));
        }
    }
    template <class K, class X>
    static constexpr void backward(auto y, auto* keep, X x, double) {
        using t = typename X::value_type;
        if (!x.slope) {
            return;
        }
        bool const adds = x.adds();
        for (int i = 0; i < x.count; ++i) {
            t const scale = keep[i];
            t const share =
                K::template sum<t>(X::width, [](auto d, auto v) { return d * v; }, y.row_slope(i), y.row(i)) /
                t(X::width);
            add_row<K>(adds, X::width, x.row_slope(i), [=](auto d, auto v) { return (d - v * share) * scale; },
                       y.row_slope(i), y.row(i));
        }
    }
};

/// y = (x - mean(x)) / sqrt(variance(x) + epsilon), the biased variance
struct layer_norm {
    static constexpr auto name = "layer_norm";
    static constexpr bool assigns = true;
    static constexpr int keeps(bool, auto const& x, double) { return x.count; }
    static constexpr auto result(handle auto const& x, double) {
        return extent<std::remove_cvref_t<decltype(x)>::width>{x.count};
    }
    static constexpr price cost(handle auto const& x, double) { return {5.0 * x.size(), 2.0 * x.size()}; }
    template <class K, class X>
    static constexpr void forward(auto y, auto* keep, X x, double epsilon) {
        using t = typename X::value_type;
        for (int i = 0; i < x.count; ++i) {
            t const mean = K::template sum<t>(X::width, [](auto v) { return v; }, x.row(i)) / t(X::width);
            t const squares =
                K::template sum<t>(X::width, [mean](auto v) { return (v - mean) * (v - mean); }, x.row(i));
            t const scale = t(1) / kernel::sqrt(squares / t(X::width) + static_cast<t>(epsilon));
            keep[i] = scale;
            K::map(X::width, y.row(i), [=](auto v) { return (v - mean) * scale; }, x.row(i));
        }
    }
    template <class K, class X>
    static constexpr void backward(auto y, auto* keep, X x, double) {
        using t = typename X::value_type;
        if (!x.slope) {
            return;
        }
        bool const adds = x.adds();
        for (int i = 0; i < x.count; ++i) {
            t const scale = keep[i];
            t const mean = K::template sum<t>(X::width, [](auto d) { return d; }, y.row_slope(i)) / t(X::width);
            t const share =
                K::template sum<t>(X::width, [](auto d, auto v) { return d * v; }, y.row_slope(i), y.row(i)) /
                t(X::width);
            add_row<K>(adds, X::width, x.row_slope(i), [=](auto d, auto v) { return (d - mean - v * share) * scale; },
                       y.row_slope(i), y.row(i));
        }
    }
};

/// y = g x for a vector g of the same width: the gain of a norm.
struct gain {
    static constexpr auto name = "gain";
    static constexpr bool assigns = true;
    static constexpr int keeps(bool, auto const&, auto const&) { return 0; }
    template <int Gain, int Rows>
    struct widths {
        static_assert(Gain == Rows, "lathe[ops.gain]: the gain and the rows differ in width");
    };
    template <class G, handle X>
    static constexpr auto result(G const&, X const& x) {
        return fitting<G::columns == X::width, widths<G::columns, X::width>>(extent<X::width>{x.count});
    }
    static constexpr price cost(auto const&, handle auto const& x) { return {1.0 * x.size(), 2.0 * x.size()}; }
    template <class K, class G, class X>
    static constexpr void forward(auto y, auto*, G g, X x) {
        for (int i = 0; i < x.count; ++i) {
            K::map(X::width, y.row(i), [](auto a, auto b) { return a * b; }, x.row(i), g.data);
        }
    }
    template <class K, class G, class X>
    static constexpr void backward(auto y, auto*, G g, X x) {
        bool const adds = x.adds();
        for (int i = 0; i < x.count; ++i) {
            if (x.slope) {
                add_row<K>(adds, X::width, x.row_slope(i), [](auto d, auto b) { return d * b; }, y.row_slope(i), g.data);
            }
            if (g.slope) {
                K::accumulate(X::width, g.slope, [](auto d, auto a) { return d * a; }, y.row_slope(i), x.row(i));
            }
        }
    }
};

/// y = g n(x) + b in one pass, where n is layer_norm if Centred and rms_norm otherwise; without b it is 0. A
/// normalised copy of x is neither written nor kept.
template <bool Centred>
struct norm_with_gain {
    static constexpr auto name = Centred ? "layer_norm_with_gain" : "rms_norm_with_gain";
    static constexpr bool assigns = true;
    static constexpr int keeps(bool, handle auto const& x, double, auto const&...) { return 2 * x.count; }
    template <handle X, class G, class... B>
    static constexpr auto result(X const& x, double, G const&, B const&...) {
        static_assert(G::columns == X::width && (... && (B::columns == X::width)),
                      "lathe[ops.gain]: the gain and the rows differ in width");
        return extent<X::width>{x.count};
    }
    static constexpr price cost(handle auto const& x, double, auto const&, auto const&... b) {
        return {(Centred ? 6.0 : 4.0) * x.size() + 1.0 * static_cast<int>(sizeof...(b)) * x.size(), 2.0 * x.size()};
    }

    /// What a row is centred at and multiplied by.
    template <class K, class X, class T>
    static constexpr void measure(X x, int i, double epsilon, T& mean, T& scale) {
        mean = T(0);
        if constexpr (Centred) {
            mean = K::template sum<T>(X::width, [](auto v) { return v; }, x.row(i)) / T(X::width);
        }
        T const squares =
            K::template sum<T>(X::width, [m = mean](auto v) { return (v - m) * (v - m); }, x.row(i));
        scale = T(1) / kernel::sqrt(squares / T(X::width) + static_cast<T>(epsilon));
    }
    template <class K, class X, class G, class... B>
    static constexpr void forward(auto y, auto* keep, X x, double epsilon, G g, B... b) {
        using t = typename X::value_type;
        for (int i = 0; i < x.count; ++i) {
            t& mean = keep[2 * i];
            t& scale = keep[2 * i + 1];
            measure<K>(x, i, epsilon, mean, scale);
            K::map(X::width, y.row(i),
                   [m = mean, s = scale](auto v, auto a, auto... c) { return (((v - m) * s * a) + ... + c); }, x.row(i),
                   g.data, b.data...);
        }
    }
    template <class K, class X, class G, class... B>
    static constexpr void backward(auto y, auto* keep, X x, double, G g, B... b) {
        using t = typename X::value_type;
        bool const adds = x.adds();
        for (int i = 0; i < x.count; ++i) {
            t const mean = keep[2 * i];
            t const scale = keep[2 * i + 1];
            t const* const d = y.row_slope(i);
            if (x.slope) {
                t const level =
                    Centred ? K::template sum<t>(X::width, [](auto e, auto a) { return e * a; }, d, g.data) / t(X::width)
                            : t(0);
                t const share = K::template sum<t>(
                                    X::width, [=](auto e, auto a, auto v) { return e * a * ((v - mean) * scale); }, d,
                                    g.data, x.row(i)) /
                                t(X::width);
                add_row<K>(
                    adds, X::width, x.row_slope(i),
                    [=](auto e, auto a, auto v) { return (e * a - level - (v - mean) * scale * share) * scale; }, d,
                    g.data, x.row(i));
            }
            if (g.slope) {
                K::accumulate(X::width, g.slope, [=](auto e, auto v) { return e * ((v - mean) * scale); }, d, x.row(i));
            }
            ((b.slope ? K::accumulate(X::width, b.slope, [](auto e) { return e; }, d) : void()), ...);
        }
    }
};

/// y = exp(x - max x) / sum exp(x - max x); a row of -inf gives zeros.
struct softmax {
    static constexpr auto name = "softmax";
    static constexpr bool assigns = true;
    static constexpr int keeps(bool, auto const&) { return 0; }
    static constexpr auto result(handle auto const& x) {
        return extent<std::remove_cvref_t<decltype(x)>::width>{x.count};
    }
    static constexpr price cost(handle auto const& x) { return {4.0 * x.size(), 2.0 * x.size()}; }

    /// dx op y (dy - sum(dy y))
    template <class K, class T>
    static constexpr void row_slope(bool adds, int n, T* dx, T const* dy, T const* y) {
        T const share = K::template sum<T>(n, [](auto d, auto v) { return d * v; }, dy, y);
        add_row<K>(adds, n, dx, [share](auto d, auto v) { return v * (d - share); }, dy, y);
    }

    template <class K, class X>
    static constexpr void forward(auto y, auto*, X x) {
        using t = typename X::value_type;
        K::softmax(kernel::grid<t>{y.data, X::width}, {x.data, X::width}, x.count, X::width, t(1), [](int) { return X::width; });
    }
    template <class K, class X>
    static constexpr void backward(auto y, auto*, X x) {
        using t = typename X::value_type;
        if (x.slope) {
            bool const adds = x.adds();
            for (int i = 0; i < x.count; ++i) {
                row_slope<K>(adds, X::width, x.row_slope(i), static_cast<t const*>(y.row_slope(i)),
                             static_cast<t const*>(y.row(i)));
            }
        }
    }
};

}  // namespace lathe::ops::op
