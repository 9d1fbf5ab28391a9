#pragma once
/// \file
/// AdamATan2: AdamW whose quotient is an angle, so that no epsilon is needed and the scale of the gradient cancels.
///
///     m = beta1 m + (1 - beta1) g      v = beta2 v + (1 - beta2) g^2      t = 1, 2, ...
///     w = (1 - rate decay) w - rate / (1 - beta1^t) atan2(m, sqrt(v / (1 - beta2^t)))      atan2(0, 0) = 0
///
/// Everett et al. 2024, arXiv:2407.05872; the correction of m stands outside the angle, as in the Python
/// file of HRM-Text (models/adam_atan2.py) and unlike ports that put it inside. HRM and TRM train with (0.9, 0.95),
/// rate 1e-4. A step of one weight is at most rate pi / 2 / (1 - beta1^t). m and v begin as zeros.

#include <cmath>
#include <cstdint>
#include <lathe/optimise/moments.hpp>
#include <span>

namespace lathe::optimise {

/// atan2(y, x) for x >= 0, for numbers and batches of them.
template <class X>
X angle(X y, X x) {
    using std::atan2;
    // 0 / 0 is not a number to the batches' atan2, whereas a y that is not a number has to stay one
    return kernel::select(y == X(0), X(0), atan2(y, x));
}

struct adam_atan2 {
    double rate = 1e-4;
    double beta1 = 0.9;
    double beta2 = 0.95;
    double decay = 0.1;

    /// Step t over one block: weights w, gradients g, moments m and v, all of one length; float or double.
    template <class T>
    void step(std::span<T> w, std::span<T const> g, std::span<T> m, std::span<T> v, std::int64_t t, double rate_now,
              double decay_now) const {
        moments<T> const now(beta1, beta2, t, rate_now);
        auto const shrink = static_cast<T>(1 - rate_now * decay_now);
        now.step(w, g, m, v, {}, now.gradient(), [=](auto weight, auto mean, auto square) {
            return shrink * weight - now.size * angle(mean, kernel::sqrt(square) * now.root);
        });
    }
    /// With the rate and the decay of the policy itself.
    template <class T>
    void step(std::span<T> w, std::span<T const> g, std::span<T> m, std::span<T> v, std::int64_t t) const {
        step(w, g, m, v, t, rate, decay);
    }
};

}  // namespace lathe::optimise
