#pragma once
/// \file
/// AdamW: Adam with decoupled weight decay; with decay 0 it is Adam.
///
///     m = beta1 m + (1 - beta1) g      v = beta2 v + (1 - beta2) g^2      t = 1, 2, ...
///     w = (1 - rate decay) w - rate m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)
///
/// Kingma and Ba 2014, arXiv:1412.6980, algorithm 1; Loshchilov and Hutter 2017, arXiv:1711.05101, algorithm 2 (the
/// decay times the rate, as in torch). m and v begin as zeros.

#include <cstdint>
#include <lathe/optimise/moments.hpp>
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
        moments<T> const now(beta1, beta2, t, rate_now);
        auto const shrink = static_cast<T>(1 - rate_now * decay_now);
        now.step(w, g, m, v, {}, now.gradient(),
                 [=, least = static_cast<T>(epsilon)](auto weight, auto mean, auto square) {
                     return shrink * weight - now.quotient(mean, square, least);
                 });
    }
    /// With the rate and the decay of the policy itself.
    template <class T>
    void step(std::span<T> w, std::span<T const> g, std::span<T> m, std::span<T> v, std::int64_t t) const {
        step(w, g, m, v, t, rate, decay);
    }
};

}  // namespace lathe::optimise
