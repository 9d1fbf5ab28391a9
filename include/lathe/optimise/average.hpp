#pragma once
/// \file
/// The exponential moving average of weights, which is what is evaluated.
///
///     mean = keep mean + (1 - keep) w
///
/// Polyak and Juditsky 1992 (averaging); with keep = 0.999 TRM's (models/ema.py, arXiv:2510.04871). The mean begins as
/// the weights before the first step.

#include <cstddef>
#include <span>

namespace lathe::optimise {

struct average {
    double keep = 0.999;

    /// Both of one length; float or double.
    template <class T>
    void step(std::span<T> mean, std::span<T const> w) const {
        auto const old = static_cast<T>(keep);
        auto const take = static_cast<T>(1 - keep);
        T* const to = mean.data();
        T const* const from = w.data();
        std::size_t const n = mean.size();
        for (std::size_t i = 0; i < n; ++i) to[i] = old * to[i] + take * from[i];
    }
};

}  // namespace lathe::optimise
