#pragma once
/// \file
/// What Adam and its kin share: two running means of the gradient, corrected for having begun as zeros.
///
///     m = beta1 m + (1 - beta1) d      v = beta2 v + (1 - beta2) d^2      t = 1, 2, ...
///     size = rate / (1 - beta1^t)      root = 1 / sqrt(1 - beta2^t)
///
/// Kingma and Ba 2014, arXiv:1412.6980, algorithm 1. What d and the next weight are is the business of each.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <lathe/kernel/fast.hpp>
#include <lathe/optimise/pieces.hpp>
#include <span>

namespace lathe::optimise {

template <class T>
struct moments {
    T keep1, take1, keep2, take2;
    T size;  ///< rate / (1 - beta1^t)
    T root;  ///< 1 / sqrt(1 - beta2^t)

    moments(double beta1, double beta2, std::int64_t t, double rate)
        : keep1(static_cast<T>(beta1)),
          take1(static_cast<T>(1 - beta1)),
          keep2(static_cast<T>(beta2)),
          take2(static_cast<T>(1 - beta2)),
          size(static_cast<T>(rate / (1 - std::pow(beta1, static_cast<double>(t))))),
          root(static_cast<T>(1 / std::sqrt(1 - std::pow(beta2, static_cast<double>(t))))) {}

    /// Adam's step for a mean and a square: size m / (sqrt(v) root + least).
    auto quotient(auto mean, auto square, T least) const { return size * mean / (kernel::sqrt(square) * root + least); }

    /// d = slope(g, w), then m and v, then w = next(w, m, v) over one block: weights, gradients and moments of one length.
    /// If u is not empty, it holds the largest v so far, and next sees u in place of v.
    template <class Slope, class Next>
    void step(std::span<T> w, std::span<T const> g, std::span<T> m, std::span<T> v, std::span<T> u, Slope slope,
              Next next) const {
        using kernel::fast;
        auto const first = [=, keep = keep1, take = take1](auto mean, auto raw, auto weight) {
            return keep * mean + take * slope(raw, weight);
        };
        auto const second = [=, keep = keep2, take = take2](auto mean, auto raw, auto weight) {
            auto const d = slope(raw, weight);
            return keep * mean + take * d * d;
        };
        in_pieces<T>(w.size(), [&](std::size_t i, int n) {
            T *const wi = w.data() + i, *const mi = m.data() + i, *const vi = v.data() + i;
            T const* const gi = g.data() + i;
            fast::map(n, mi, first, mi, gi, wi);
            fast::map(n, vi, second, vi, gi, wi);
            if (u.empty()) {
                fast::map(n, wi, next, wi, mi, vi);
            } else {
                T* const ui = u.data() + i;
                fast::map(n, ui, [](auto most, auto square) { return kernel::maximum(most, square); }, ui, vi);
                fast::map(n, wi, next, wi, mi, ui);
            }
        });
    }

    /// The gradient as it is.
    static auto gradient() {
        return [](auto raw, auto) { return raw; };
    }
};

}  // namespace lathe::optimise
