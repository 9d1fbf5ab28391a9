#pragma once
/// \file
/// Losses and measures of rows: one number per row.

#include <lathe/ops/operation/elementwise.hpp>
#include <lathe/ops/operation/norm.hpp>

#include <limits>

namespace lathe::ops::op {

namespace detail {

/// Whether a target is a column. What is none has no derivative and costs nothing if it is negative (not asked), and
/// infinitely much if there is no such symbol, which has probability 0.
constexpr bool scored(int target, int columns) { return target >= 0 && target < columns; }
template <class T>
constexpr T unscored(int target) {
    return target < 0 ? T(0) : std::numeric_limits<T>::infinity();
}

/// The logarithm of softmax(x) is (v - top) - total: in two numbers, because their sum would cost large logits the digits
/// that count.
template <class T>
struct log_total {
    T top, total;
    template <class K, class X>
    static constexpr log_total of(X x, int i) {
        T const top = K::largest(X::width, static_cast<T const*>(x.row(i)));
        return {top, kernel::log(K::template sum<T>(X::width, [top](auto v) { return kernel::exp(v - top); }, x.row(i)))};
    }
    static constexpr log_total kept(T const* two) { return {two[0], two[1]}; }
    constexpr log_total keep(T* two) const { return {two[0] = top, two[1] = total}; }
    constexpr auto operator()(auto v) const { return (v - top) - total; }
};

}  // namespace detail

/// -log softmax(x)_target; 0 without derivative where the target is negative (not asked), infinity without derivative
/// where it is V or more. n x V -> n x 1.
struct cross_entropy {
    static constexpr auto name = "cross_entropy";
    static constexpr int keeps(bool, auto const& x, slice<int const>) { return 2 * x.count; }
    static constexpr auto result(handle auto const& x, slice<int const>) { return extent<1>{x.count}; }
    static constexpr price cost(handle auto const& x, slice<int const>) { return {3.0 * x.size(), 1.0 * x.size()}; }
    template <class K, class X>
    static constexpr void forward(auto y, auto* keep, X x, slice<int const> targets) {
        using t = typename X::value_type;
        for (int i = 0; i < x.count; ++i) {
            int const target = targets[static_cast<std::size_t>(i)];
            if (!detail::scored(target, X::width)) {
                y.data[i] = detail::unscored<t>(target);
                continue;
            }
            auto const log = detail::log_total<t>::template of<K>(x, i).keep(keep + 2 * i);
            y.data[i] = (log.top - x.row(i)[target]) + log.total;
        }
    }
    template <class K, class X>
    static constexpr void backward(auto y, auto* keep, X x, slice<int const> targets) {
        using t = typename X::value_type;
        for (int i = 0; x.slope && i < x.count; ++i) {
            int const target = targets[static_cast<std::size_t>(i)];
            t const d = y.slope[i];
            if (detail::scored(target, X::width) && d != t(0)) {
                auto const log = detail::log_total<t>::kept(keep + 2 * i);
                K::accumulate(X::width, x.row_slope(i), [=](auto v) { return d * kernel::exp(log(v)); }, x.row(i));
                x.row_slope(i)[target] -= d;
            }
        }
    }
};

/// -log(s(x_target) / sum s(x)) with s(x) = x + 1 for x >= 0 and 1 / (1 - x) below: stablemax (Prieto et al. 2025,
/// arXiv:2501.04697), the loss of HRM and TRM. n x V -> n x 1; targets that are no column as in cross_entropy.
struct stablemax_cross_entropy {
    static constexpr auto name = "stablemax_cross_entropy";
    static constexpr int keeps(bool, auto const& x, slice<int const>) { return x.count; }
    static constexpr auto result(handle auto const& x, slice<int const>) { return extent<1>{x.count}; }
    static constexpr price cost(handle auto const& x, slice<int const>) { return {4.0 * x.size(), 1.0 * x.size()}; }
    static constexpr auto grow(auto x) {
        using v = decltype(x);
        auto const zero = v(number<v>(0));
        auto const one = v(number<v>(1));
        return kernel::select(x < zero, one / (one - kernel::minimum(x, zero)), x + one);
    }
    static constexpr auto grow_slope(auto x) {
        using v = decltype(x);
        auto const zero = v(number<v>(0));
        auto const one = v(number<v>(1));
        auto const root = one / (one - kernel::minimum(x, zero));
        return kernel::select(x < zero, root * root, one);
    }
    template <class K, class X>
    static constexpr void forward(auto y, auto* keep, X x, slice<int const> targets) {
        using t = typename X::value_type;
        for (int i = 0; i < x.count; ++i) {
            int const target = targets[static_cast<std::size_t>(i)];
            if (!detail::scored(target, X::width)) {
                y.data[i] = detail::unscored<t>(target);
                continue;
            }
            keep[i] = K::template sum<t>(X::width, [](auto v) { return grow(v); }, x.row(i));
            y.data[i] = kernel::log(keep[i]) - kernel::log(grow(x.row(i)[target]));
        }
    }
    template <class K, class X>
    static constexpr void backward(auto y, auto* keep, X x, slice<int const> targets) {
        using t = typename X::value_type;
        for (int i = 0; x.slope && i < x.count; ++i) {
            int const target = targets[static_cast<std::size_t>(i)];
            if (detail::scored(target, X::width)) {
                t const d = y.slope[i];
                K::accumulate(X::width, x.row_slope(i), [f = d / keep[i]](auto v) { return f * grow_slope(v); },
                              x.row(i));
                t const at = x.row(i)[target];
                x.row_slope(i)[target] -= d * grow_slope(at) / grow(at);
            }
        }
    }
};

/// log(1 + exp(x)) - target x: binary cross-entropy of a logit with a target in [0, 1]. n x 1 -> n x 1.
struct binary_cross_entropy {
    static constexpr auto name = "binary_cross_entropy";
    static constexpr int keeps(bool, auto const&, auto const&) { return 0; }
    static constexpr auto result(handle auto const& x, auto const&) {
        static_assert(std::remove_cvref_t<decltype(x)>::width == 1, "lathe[ops.binary_cross_entropy]: one logit per row");
        return extent<1>{x.count};
    }
    static constexpr price cost(handle auto const& x, auto const&) { return {5.0 * x.size(), 3.0 * x.size()}; }
    template <class K, class X>
    static constexpr void forward(auto y, auto*, X x, X target) {
        K::map(x.count, y.data, [](auto v, auto p) { return kernel::softplus(v) - p * v; }, x.data, target.data);
    }
    template <class K, class X>
    static constexpr void backward(auto y, auto*, X x, X target) {
        if (x.slope) {
            K::accumulate(x.count, x.slope, [](auto d, auto v, auto p) { return d * (kernel::sigmoid(v) - p); },
                          y.slope, x.data, target.data);
        }
        if (target.slope) {
            K::accumulate(x.count, target.slope, [](auto d, auto v) { return -d * v; }, y.slope, x.data);
        }
    }
};

/// H = -sum_j p_j log p_j with p = softmax(x), in nats. n x V -> n x 1.
struct entropy {
    static constexpr auto name = "entropy";
    static constexpr int keeps(bool, auto const& x) { return 2 * x.count; }
    static constexpr auto result(handle auto const& x) { return extent<1>{x.count}; }
    static constexpr price cost(handle auto const& x) { return {5.0 * x.size(), 1.0 * x.size()}; }
    template <class K, class X>
    static constexpr void forward(auto y, auto* keep, X x) {
        using t = typename X::value_type;
        for (int i = 0; i < x.count; ++i) {
            auto const log = detail::log_total<t>::template of<K>(x, i).keep(keep + 2 * i);
            y.data[i] = K::template sum<t>(X::width, [log](auto v) { return -log(v) * kernel::exp(log(v)); }, x.row(i));
        }
    }
    template <class K, class X>
    static constexpr void backward(auto y, auto* keep, X x) {
        using t = typename X::value_type;
        for (int i = 0; x.slope && i < x.count; ++i) {
            auto const log = detail::log_total<t>::kept(keep + 2 * i);
            K::accumulate(X::width, x.row_slope(i),
                          [log, d = y.slope[i], h = y.data[i]](auto v) { return -d * kernel::exp(log(v)) * (log(v) + h); },
                          x.row(i));
        }
    }
};

/// KL(softmax(a) || softmax(b)) = sum_j p_j (log p_j - log q_j), in nats. n x V, n x V -> n x 1.
struct divergence {
    static constexpr auto name = "divergence";
    static constexpr int keeps(bool, auto const& a, auto const&) { return 4 * a.count; }
    static constexpr auto result(handle auto const& a, auto const&) { return extent<1>{a.count}; }
    static constexpr price cost(handle auto const& a, auto const&) { return {9.0 * a.size(), 2.0 * a.size()}; }
    template <class K, class X>
    static constexpr void forward(auto y, auto* keep, X a, X b) {
        using t = typename X::value_type;
        using log_total = detail::log_total<t>;
        for (int i = 0; i < a.count; ++i) {
            auto const p = log_total::template of<K>(a, i).keep(keep + 4 * i);
            auto const q = log_total::template of<K>(b, i).keep(keep + 4 * i + 2);
            y.data[i] = K::template sum<t>(
                X::width, [p, q](auto u, auto v) { return kernel::exp(p(u)) * (p(u) - q(v)); }, a.row(i), b.row(i));
        }
    }
    template <class K, class X>
    static constexpr void backward(auto y, auto* keep, X a, X b) {
        using log_total = detail::log_total<typename X::value_type>;
        for (int i = 0; i < a.count; ++i) {
            auto const d = y.slope[i];
            auto const p = log_total::kept(keep + 4 * i);
            auto const q = log_total::kept(keep + 4 * i + 2);
            auto const kl = y.data[i];
            if (a.slope) {
                K::accumulate(X::width, a.row_slope(i),
                              [=](auto u, auto v) { return d * kernel::exp(p(u)) * (p(u) - q(v) - kl); }, a.row(i),
                              b.row(i));
            }
            if (b.slope) {
                K::accumulate(X::width, b.row_slope(i),
                              [=](auto u, auto v) { return d * (kernel::exp(q(v)) - kernel::exp(p(u))); }, a.row(i),
                              b.row(i));
            }
        }
    }
};

/// |a - b| / |a|, Euclidean: how far an iterate moved, relative to where it is. n x W, n x W -> n x 1.
/// What has not moved has changed by 0, a row of zeros too; a move to zero is an infinite change. Neither has a
/// derivative.
struct relative_change {
    static constexpr auto name = "relative_change";
    static constexpr int keeps(bool, auto const& a, auto const&) { return 2 * a.count; }
    static constexpr auto result(handle auto const& a, auto const&) { return extent<1>{a.count}; }
    static constexpr price cost(handle auto const& a, auto const&) { return {5.0 * a.size(), 2.0 * a.size()}; }
    template <class K, class X>
    static constexpr void forward(auto y, auto* keep, X a, X b) {
        using t = typename X::value_type;
        for (int i = 0; i < a.count; ++i) {
            auto const far = [](auto u, auto v) { return (u - v) * (u - v); };
            t const moved = keep[2 * i] = kernel::sqrt(K::template sum<t>(X::width, far, a.row(i), b.row(i)));
            t const size = keep[2 * i + 1] =
                kernel::sqrt(K::template sum<t>(X::width, [](auto u) { return u * u; }, a.row(i)));
            y.data[i] = moved == t(0) ? t(0) : moved / size;
        }
    }
    template <class K, class X>
    static constexpr void backward(auto y, auto* keep, X a, X b) {
        using t = typename X::value_type;
        for (int i = 0; i < a.count; ++i) {
            t const moved = keep[2 * i];
            t const size = keep[2 * i + 1];
            if (!(moved > t(0)) || !(size > t(0))) {
                continue;
            }
            t const d = y.slope[i] / (moved * size);
            t const shrink = y.slope[i] * moved / (size * size * size);
            if (a.slope) {
                K::accumulate(X::width, a.row_slope(i),
                              [=](auto u, auto v) { return (u - v) * d - u * shrink; }, a.row(i), b.row(i));
            }
            if (b.slope) {
                K::accumulate(X::width, b.row_slope(i), [=](auto u, auto v) { return (v - u) * d; }, a.row(i), b.row(i));
            }
        }
    }
};

/// a b / (|a| |b|). n x W, n x W -> n x 1. Two rows of zeros point the same way (1), one of them points nowhere (0); both
/// without derivative.
struct cosine {
    static constexpr auto name = "cosine";
    static constexpr int keeps(bool, auto const& a, auto const&) { return 2 * a.count; }
    static constexpr auto result(handle auto const& a, auto const&) { return extent<1>{a.count}; }
    static constexpr price cost(handle auto const& a, auto const&) { return {6.0 * a.size(), 2.0 * a.size()}; }
    template <class K, class X>
    static constexpr void forward(auto y, auto* keep, X a, X b) {
        using t = typename X::value_type;
        for (int i = 0; i < a.count; ++i) {
            auto const square = [](auto u) { return u * u; };
            t const la = keep[2 * i] = kernel::sqrt(K::template sum<t>(X::width, square, a.row(i)));
            t const lb = keep[2 * i + 1] = kernel::sqrt(K::template sum<t>(X::width, square, b.row(i)));
            t const both = K::template sum<t>(X::width, [](auto u, auto v) { return u * v; }, a.row(i), b.row(i));
            y.data[i] = la == t(0) && lb == t(0) ? t(1) : la == t(0) || lb == t(0) ? t(0) : both / la / lb;
        }
    }
    template <class K, class X>
    static constexpr void backward(auto y, auto* keep, X a, X b) {
        for (int i = 0; i < a.count; ++i) {
            auto const la = keep[2 * i];
            auto const lb = keep[2 * i + 1];
            if (la == 0 || lb == 0) {
                continue;
            }
            auto const d = y.slope[i];
            auto const c = y.data[i];
            if (a.slope) {
                K::accumulate(X::width, a.row_slope(i),
                              [=, f = d / (la * lb), s = d * c / (la * la)](auto u, auto v) { return v * f - u * s; },
                              a.row(i), b.row(i));
            }
            if (b.slope) {
                K::accumulate(X::width, b.row_slope(i),
                              [=, f = d / (la * lb), s = d * c / (lb * lb)](auto u, auto v) { return u * f - v * s; },
                              a.row(i), b.row(i));
            }
        }
    }
};

}  // namespace lathe::ops::op
