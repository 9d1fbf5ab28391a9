#pragma once
/// \file
/// AdamW: Adam with decoupled weight decay (Kingma and Ba 2014, arXiv:1412.6980; Loshchilov and Hutter 2017,
/// arXiv:1711.05101).

#include <cmath>
#include <cstddef>
#include <span>

namespace lathe::exec {

/// m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; w -= rate (decay w + m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + epsilon)).
struct adamw {
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;

    /// Step t (from 1) over one contiguous block; all spans have the same length.
    template <class T>
    void step(std::span<T> weights, std::span<T const> slopes, std::span<T> first, std::span<T> second, long t,
              double rate, double decay) const {
        T* const w = weights.data();
        T const* const g = slopes.data();
        T* const m = first.data();
        T* const v = second.data();
        auto const b1 = static_cast<T>(beta1);
        auto const b2 = static_cast<T>(beta2);
        auto const keep = static_cast<T>(1 - rate * decay);
        auto const size = static_cast<T>(rate / (1 - std::pow(beta1, static_cast<double>(t))));
        auto const root = static_cast<T>(1 / std::sqrt(1 - std::pow(beta2, static_cast<double>(t))));
        auto const least = static_cast<T>(epsilon);
        std::size_t const n = weights.size();
        for (std::size_t i = 0; i < n; ++i) {
            m[i] = b1 * m[i] + (1 - b1) * g[i];
            v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
            w[i] = keep * w[i] - size * m[i] / (std::sqrt(v[i]) * root + least);
        }
    }
};

}  // namespace lathe::exec
