#pragma once
/// \file
/// Learning-rate schedules: the rate of a step as a value.

#include <numbers>

#include <cmath>

namespace lathe::exec {

/// Linear warm-up to `rate`, then a half cosine down to floor * rate at `steps` (Loshchilov and Hutter 2016,
/// arXiv:1608.03983). floor = 1 is constant.
struct warmup_cosine {
    double rate = 1e-3;
    long warmup = 0;
    long steps = 1;
    double floor = 0.1;

    /// `step` counts from 0.
    double at(long step) const {
        if (step < warmup) {
            return rate * static_cast<double>(step + 1) / static_cast<double>(warmup);
        }
        double const way = steps > warmup ? static_cast<double>(step - warmup) / static_cast<double>(steps - warmup) : 1;
        double const share = 0.5 * (1 + std::cos(std::numbers::pi * (way < 1 ? way : 1)));
        return rate * (floor + (1 - floor) * share);
    }
};

}  // namespace lathe::exec
