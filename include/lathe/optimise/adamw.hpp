#pragma once
/// \file
/// AdamW: Adam with decoupled weight decay; with decay 0 it is Adam.
///
///     m = beta1 m + (1 - beta1) g      v = beta2 v + (1 - beta2) g^2      t = 1, 2, ...
///     w = (1 - rate decay) w - rate m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)
///
/// Kingma and Ba 2014, arXiv:1412.6980, algorithm 1; Loshchilov and Hutter 2017, arXiv:1711.05101, algorithm 2 (the
/// decay times the rate, as in torch). m and v begin as zeros.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <lathe/kernel/fast.hpp>
#include <lathe/optimise/pieces.hpp>
#include <span>

namespace lathe::optimise {

struct adamw {
    double rate = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double decay = 0.01;

    /// Step t over one block: weights w, gradients g, moments m and v, all of one length; float or double.
    template <class T>
    void step(std::span<T> w, std::span<T const> g, std::span<T> m, std::span<T> v, std::int64_t t, double rate_now,
              double decay_now) const {
        using kernel::fast;
        auto const steps = static_cast<double>(t);
        auto const keep1 = static_cast<T>(beta1), take1 = static_cast<T>(1 - beta1);
        auto const keep2 = static_cast<T>(beta2), take2 = static_cast<T>(1 - beta2);
        auto const shrink = static_cast<T>(1 - rate_now * decay_now);
        auto const size = static_cast<T>(rate_now / (1 - std::pow(beta1, steps)));
        auto const root = static_cast<T>(1 / std::sqrt(1 - std::pow(beta2, steps)));
        auto const least = static_cast<T>(epsilon);
        in_pieces<T>(w.size(), [&](std::size_t i, int n) {
            T *const wi = w.data() + i, *const mi = m.data() + i, *const vi = v.data() + i;
            T const* const gi = g.data() + i;
            fast::map(n, mi, [=](auto mean, auto slope) { return keep1 * mean + take1 * slope; }, mi, gi);
            fast::map(n, vi, [=](auto mean, auto slope) { return keep2 * mean + take2 * slope * slope; }, vi, gi);
            fast::map(
                n, wi,
                [=](auto weight, auto first, auto second) {
                    return shrink * weight - size * first / (kernel::sqrt(second) * root + least);
                },
                wi, mi, vi);
        });
    }
    /// With the rate and the decay of the policy itself.
    template <class T>
    void step(std::span<T> w, std::span<T const> g, std::span<T> m, std::span<T> v, std::int64_t t) const {
        step(w, g, m, v, t, rate, decay);
    }
};

}  // namespace lathe::optimise
