#pragma once
/// \file
/// How far numbers are from others, in the norm of those.

#include <cmath>
#include <cstddef>
#include <vector>

namespace lathe::test {

/// |a - b| / |b|, of as many numbers.
inline double distance(std::vector<float> const& a, std::vector<float> const& b) {
    double apart = 0, all = 0;
    for (std::size_t i = 0; i < b.size(); ++i) {
        apart += std::pow(static_cast<double>(a[i]) - static_cast<double>(b[i]), 2);
        all += std::pow(static_cast<double>(b[i]), 2);
    }
    return std::sqrt(apart / all);
}

}  // namespace lathe::test
