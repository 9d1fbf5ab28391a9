#pragma once
/// \file
/// AMSGrad with decoupled decay: AdamW whose second moment is the largest one so far.
///
///     m = beta1 m + (1 - beta1) g      v = beta2 v + (1 - beta2) g^2      u = max(u, v)      t = 1, 2, ...
///     w = (1 - rate decay) w - rate m / (1 - beta1^t) / (sqrt(u / (1 - beta2^t)) + epsilon)
///
/// Reddi, Kale and Kumar 2018, arXiv:1904.09237, algorithm 2, with Adam's corrections as torch has them. m, v and u
/// begin as zeros.

#include <cstdint>
#include <lathe/optimise/moments.hpp>
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
        moments<T> const now(beta1, beta2, t, rate_now);
        auto const shrink = static_cast<T>(1 - rate_now * decay_now);
        now.step(w, g, m, v, u, now.gradient(),
                 [=, least = static_cast<T>(epsilon)](auto weight, auto mean, auto largest) {
                     return shrink * weight - now.quotient(mean, largest, least);
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
