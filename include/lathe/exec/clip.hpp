#pragma once
/// \file
/// Clipping of a gradient by its global norm (Pascanu et al. 2012, arXiv:1211.5063), and the moving average of weights.

#include <cmath>
#include <cstddef>
#include <span>

namespace lathe::exec {

/// Euclidean norm, summed in double in a fixed order.
template <class T>
double norm(std::span<T const> x) {
    constexpr std::size_t lanes = 16;
    double sums[lanes] = {};
    std::size_t i = 0;
    for (; i + lanes <= x.size(); i += lanes) {
        for (std::size_t j = 0; j < lanes; ++j) {
            auto const value = static_cast<double>(x[i + j]);
            sums[j] += value * value;
        }
    }
    for (std::size_t j = 0; i < x.size(); ++i, ++j) {
        auto const value = static_cast<double>(x[i]);
        sums[j] += value * value;
    }
    double total = 0;
    for (double const sum : sums) {
        total += sum;
    }
    return std::sqrt(total);
}

/// Scales x so that its norm is at most `largest` (torch's clip_grad_norm_: factor largest / (norm + 1e-6)); returns the
/// norm before. A norm that is not finite is left for the caller to see.
template <class T>
double clip(std::span<T> x, double largest) {
    double const before = norm(std::span<T const>(x));
    if (before > largest) {
        auto const factor = static_cast<T>(largest / (before + 1e-6));
        for (T& value : x) {
            value *= factor;
        }
    }
    return before;
}

/// mean = factor mean + (1 - factor) w: exponential moving average of weights (TRM's EMA, 0.999).
template <class T>
void average(std::span<T> mean, std::span<T const> weights, double factor) {
    auto const keep = static_cast<T>(factor);
    auto const take = static_cast<T>(1 - factor);
    for (std::size_t i = 0; i < mean.size(); ++i) {
        mean[i] = keep * mean[i] + take * weights[i];
    }
}

}  // namespace lathe::exec
