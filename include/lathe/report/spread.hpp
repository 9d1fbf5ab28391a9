#pragma once
/// \file
/// What several seeds say together: mean, sample standard deviation, least and most.
///
///   mean = sum(x) / n,   deviation = sqrt(sum((x - mean)^2) / (n - 1))   for n >= 2, else unknown
///
/// Values that are not finite are left out. Of an arm, only finished runs count: a number from an interrupted run is
/// not comparable, and `unfinished` says how many there are, because leaving them out may flatter the arm.

#include <lathe/report/comparison.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace lathe::report {

struct spread {
    int count = 0;
    double mean = unknown;
    double deviation = unknown;
    double least = unknown;
    double most = unknown;
};

inline spread spread_of(std::vector<double> const& values) {
    spread result;
    double sum = 0.0;
    for (double const x : values) {
        if (std::isfinite(x)) {
            result.least = result.count == 0 ? x : std::min(result.least, x);
            result.most = result.count == 0 ? x : std::max(result.most, x);
            sum += x;
            ++result.count;
        }
    }
    if (result.count == 0) {
        return result;
    }
    // Rounding must not move the mean of equal numbers away from them.
    result.mean = std::clamp(sum / result.count, result.least, result.most);
    if (result.count >= 2) {
        double squares = 0.0;
        for (double const x : values) {
            squares += std::isfinite(x) ? (x - result.mean) * (x - result.mean) : 0.0;
        }
        result.deviation = std::sqrt(squares / (result.count - 1));
    }
    return result;
}

/// Over the finished runs of an arm; `of` is a member of `run` or a function of one.
template <class Of>
spread over_runs(arm const& a, Of of)
    requires requires(run const& r) { static_cast<double>(of(r)); }
{
    std::vector<double> values;
    for (run const& r : a.runs) {
        if (r.finished) {
            values.push_back(static_cast<double>(of(r)));
        }
    }
    return spread_of(values);
}

inline spread over_runs(arm const& a, double run::* member) {
    return over_runs(a, [=](run const& r) { return r.*member; });
}

inline int unfinished(arm const& a) {
    return static_cast<int>(std::count_if(a.runs.begin(), a.runs.end(), [](run const& r) { return !r.finished; }));
}

inline constexpr double least_gap = 0.005;

/// Whether `higher` is above `lower` by more than the seeds scatter: no seed of the one is beyond a seed of the other,
/// and the means differ by more than twice the deviation of their difference, sqrt(d1^2 + d2^2), and by `least_gap`,
/// because seeds that happen to agree are no proof. For accuracies as shares; needs two seeds each.
/// A rule to keep claims modest, not a test of significance.
inline bool clearly_above(spread const& higher, spread const& lower) {
    return higher.count >= 2 && lower.count >= 2 && higher.least > lower.most &&
           higher.mean - lower.mean > std::max(least_gap, 2.0 * std::hypot(higher.deviation, lower.deviation));
}

}  // namespace lathe::report
