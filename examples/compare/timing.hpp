#pragma once
/// \file
/// How long something takes on this machine: the median of seven rounds.

#include <algorithm>
#include <array>
#include <chrono>

/// The median of what seven calls of round() give, in seconds.
double median_of_rounds(auto const& round) {
    std::array<double, 7> seconds{};
    for (double& s : seconds) {
        s = round();
    }
    std::nth_element(seconds.begin(), seconds.begin() + 3, seconds.end());
    return seconds[3];
}

/// Seconds of work().
double seconds_of(auto const& work) {
    auto const begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Seconds of one pass(); a round repeats it for 20 ms at least.
double median_seconds_of(auto const& pass) {
    return median_of_rounds([&] {
        int passes = 0;
        double spent = 0;
        for (; spent < 0.02; ++passes) {
            spent += seconds_of(pass);
        }
        return spent / passes;
    });
}
