#pragma once
/// \file
/// Adam with the decay inside the gradient (L2 regularisation), which AdamW was made to replace: for comparisons.
///
///     d = g + decay w      m = beta1 m + (1 - beta1) d      v = beta2 v + (1 - beta2) d^2      t = 1, 2, ...
///     w = w - rate m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)
///
/// Kingma and Ba 2014, arXiv:1412.6980, algorithm 1, with the L2 term of arXiv:1711.05101, algorithm 2. m and v begin
/// as zeros.

#include <cstdint>
#include <lathe/optimise/moments.hpp>
#include <span>

namespace lathe::optimise {

struct adam {
    double rate = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double decay = 0;

    /// Step t over one block: weights w, gradients g, moments m and v, all of one length; float or double.
    template <class T>
    void step(std::span<T> w, std::span<T const> g, std::span<T> m, std::span<T> v, std::int64_t t, double rate_now,
              double decay_now) const {
        moments<T> const now(beta1, beta2, t, rate_now);
        now.step(
            w, g, m, v, {}, [pull = static_cast<T>(decay_now)](auto raw, auto weight) { return raw + pull * weight; },
            [now, least = static_cast<T>(epsilon)](auto weight, auto mean, auto square) {
                return weight - now.quotient(mean, square, least);
            });
    }
    /// With the rate and the decay of the policy itself.
    template <class T>
    void step(std::span<T> w, std::span<T const> g, std::span<T> m, std::span<T> v, std::int64_t t) const {
        step(w, g, m, v, t, rate, decay);
    }
};

}  // namespace lathe::optimise
