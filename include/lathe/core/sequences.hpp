#pragma once
/// \file
/// Rows that stand in sequences: where each sequence begins and how many rows it has.

#include <lathe/core/place.hpp>

namespace lathe::core {

/// f(index, first row, number of rows) for each sequence of the rows, in order. Rows whose places nobody knows (in
/// counting) are one sequence.
constexpr void each_sequence(places at, auto f) {
    auto const n = static_cast<int>(at.size());
    if (at.data() == nullptr) {
        if (n > 0) {
            f(0, 0, n);
        }
        return;
    }
    for (int first = 0, index = 0; first < n; ++index) {
        int end = first + 1;
        while (end < n && at[static_cast<std::size_t>(end)].sequence == at[static_cast<std::size_t>(first)].sequence) {
            ++end;
        }
        f(index, first, end - first);
        first = end;
    }
}

constexpr int sequences(places at) {
    int count = 0;
    each_sequence(at, [&](int, int, int) { ++count; });
    return count;
}

}  // namespace lathe::core
