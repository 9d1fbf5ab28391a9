#pragma once
/// \file
/// Clipping of a gradient by its global norm.
///
///     g = min(1, largest / (|g| + 1e-6)) g      |g| over all blocks together
///
/// Pascanu, Mikolov and Bengio 2012, arXiv:1211.5063, algorithm 1; the 1e-6 is that of torch's clip_grad_norm_.

#include <cmath>
#include <cstddef>
#include <span>

namespace lathe::optimise {

/// The sum of the squares, in double, in an order that depends on the length only.
template <class T>
double sum_of_squares(std::span<T const> x) {
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
    for (double const sum : sums) total += sum;
    return total;
}

/// The Euclidean norm.
template <class T>
double norm(std::span<T const> x) {
    return std::sqrt(sum_of_squares(x));
}

/// Scales all blocks as one vector; returns its norm before. A norm that is not finite, and the gradient with it, is
/// left as it is for the caller to see.
template <class T>
double clip(std::span<std::span<T> const> blocks, double largest) {
    double total = 0;
    for (auto const block : blocks) total += sum_of_squares(std::span<T const>(block));
    double const before = std::sqrt(total);
    double const factor = largest / (before + 1e-6);
    if (std::isfinite(before) && factor < 1) {
        auto const scale = static_cast<T>(factor);
        for (auto const block : blocks) {
            for (T& value : block) value *= scale;
        }
    }
    return before;
}

/// The same for one block.
template <class T>
double clip(std::span<T> block, double largest) {
    return clip(std::span<std::span<T> const>(&block, 1), largest);
}

}  // namespace lathe::optimise
