#pragma once
/// \file
/// How all benchmarks take time.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

using clock_type = std::chrono::steady_clock;

inline double seconds_since(clock_type::time_point start) {
    return std::chrono::duration<double>(clock_type::now() - start).count();
}

/// Seconds that `work()` takes.
inline double seconds_of(auto const& work) {
    auto const start = clock_type::now();
    work();
    return seconds_since(start);
}

/// The median; the order of `x` is lost.
inline double median(std::vector<double>& x) {
    auto const middle = x.begin() + static_cast<std::ptrdiff_t>(x.size() / 2);
    std::nth_element(x.begin(), middle, x.end());
    return *middle;
}
