#pragma once
/// \file
/// Learning-rate schedules: values that say the rate of a step, counted from 0.
///
///     rising (step < warmup)     peak (step + 1) / warmup
///     warmup_cosine              peak (floor + (1 - floor) (1 + cos(pi x)) / 2), x = (step - warmup) / (steps -
///     warmup) trapezoid                  peak, and in the last `cooldown` steps peak (floor + (1 - floor) (steps -
///     step) / cooldown)
///
/// `floor` is a share of the peak. From `steps` on the rate stays at the floor. Goyal et al. 2017, arXiv:1706.02677,
/// section 2.2 (warm-up); Loshchilov and Hutter 2016, arXiv:1608.03983, equation 5 (cosine); Zhai et al. 2021,
/// arXiv:2106.04560, and Hu et al. 2024, arXiv:2404.06395 (trapezoid).

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <numbers>

namespace lathe::optimise {

/// A value with rate(step).
template <class S>
concept schedule = requires(S const& s, std::int64_t step) {
    { s.rate(step) } -> std::same_as<double>;
};

namespace detail {

/// The share of the peak that the warm-up has reached: 1 from its last step on.
inline double risen(std::int64_t step, std::int64_t warmup) {
    return step < warmup ? static_cast<double>(step + 1) / static_cast<double>(warmup) : 1;
}

/// How far step is on the way from begin to end, at most 1.
inline double way(std::int64_t step, std::int64_t begin, std::int64_t end) {
    if (step >= end) return 1;
    return static_cast<double>(std::max(step - begin, std::int64_t{0})) / static_cast<double>(end - begin);
}

}  // namespace detail

struct constant {
    double peak = 1e-3;

    double rate(std::int64_t) const { return peak; }
};

struct warmup_constant {
    double peak = 1e-3;
    std::int64_t warmup = 0;

    double rate(std::int64_t step) const { return peak * detail::risen(step, warmup); }
};

struct warmup_cosine {
    double peak = 1e-3;
    std::int64_t warmup = 0;
    std::int64_t steps = 1;
    double floor = 0.1;

    double rate(std::int64_t step) const {
        if (step < warmup) return peak * detail::risen(step, warmup);
        double const share = 0.5 * (1 + std::cos(std::numbers::pi * detail::way(step, warmup, steps)));
        return peak * (floor + (1 - floor) * share);
    }
};

/// Where warm-up and cool-down overlap, the lower of the two holds.
struct trapezoid {
    double peak = 1e-3;
    std::int64_t warmup = 0;
    std::int64_t steps = 1;
    std::int64_t cooldown = 0;
    double floor = 0;

    double rate(std::int64_t step) const {
        double const left = 1 - detail::way(step, steps - cooldown, steps);
        return peak * std::min(detail::risen(step, warmup), floor + (1 - floor) * left);
    }
};

static_assert(schedule<constant> && schedule<warmup_constant> && schedule<warmup_cosine> && schedule<trapezoid>);

}  // namespace lathe::optimise
