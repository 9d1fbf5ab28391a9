#pragma once
/// \file
/// AMSGrad with decoupled decay: AdamW whose second moment is the largest one so far.
///
///     m = beta1 m + (1 - beta1) g      v = beta2 v + (1 - beta2) g^2      u = max(u, v)      t = 1, 2, ...
///     w = (1 - rate decay) w - rate m / (1 - beta1^t) / (sqrt(u / (1 - beta2^t)) + epsilon)
///
/// Reddi, Kale and Kumar 2018, arXiv:1904.09237, algorithm 2, with Adam's corrections as torch has them. m, v and u
/// begin as zeros.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <lathe/kernel/fast.hpp>
#include <lathe/optimise/pieces.hpp>
#include <span>

namespace lathe::optimise {

struct amsgrad {
    double rate = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double decay = 0.01;

    /// Step t over one block: weights w, gradients g, moments m, v and u, all of one length; float or double.
    template <class T>
    void step(std::span<T> w, std::span<T const> g, std::span<T> m, std::span<T> v, std::span<T> u, std::int64_t t,
              double rate_now, double decay_now) const {
        using kernel::fast;
        auto const steps = static_cast<double>(t);
        auto const keep1 = static_cast<T>(beta1), take1 = static_cast<T>(1 - beta1);
        auto const keep2 = static_cast<T>(beta2), take2 = static_cast<T>(1 - beta2);
        auto const shrink = static_cast<T>(1 - rate_now * decay_now);
        auto const size = static_cast<T>(rate_now / (1 - std::pow(beta1, steps)));
        auto const root = static_cast<T>(1 / std::sqrt(1 - std::pow(beta2, steps)));
        auto const least = static_cast<T>(epsilon);
        in_pieces<T>(w.size(), [&](std::size_t i, int n) {
            T *const wi = w.data() + i, *const mi = m.data() + i, *const vi = v.data() + i, *const ui = u.data() + i;
            T const* const gi = g.data() + i;
            auto const next = [=](auto weight, auto mean, auto square) {
                return shrink * weight - size * mean / (kernel::sqrt(square) * root + least);
            };
            fast::map(n, mi, [=](auto mean, auto slope) { return keep1 * mean + take1 * slope; }, mi, gi);
            fast::map(n, vi, [=](auto mean, auto slope) { return keep2 * mean + take2 * slope * slope; }, vi, gi);
            fast::map(n, ui, [](auto most, auto square) { return kernel::maximum(most, square); }, ui, vi);
            fast::map(n, wi, next, wi, mi, ui);
        });
    }
    /// With the rate and the decay of the policy itself.
    template <class T>
    void step(std::span<T> w, std::span<T const> g, std::span<T> m, std::span<T> v, std::span<T> u,
              std::int64_t t) const {
        step(w, g, m, v, u, t, rate, decay);
    }
};

}  // namespace lathe::optimise
