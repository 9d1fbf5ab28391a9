#pragma once
/// \file
/// Leaving out the symbols that are too improbable before one is drawn: their logits become -infinity.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <span>

namespace lathe::exec {

/// Keeps the `most` largest logits, and those that equal the smallest of them. `order` is memory for as many ints as there
/// are logits. 0 keeps all. NaN is left where it is.
template <class T>
void keep_top(std::span<T> logits, int most, std::span<int> order) {
    if (most < 1 || static_cast<std::size_t>(most) >= logits.size()) {
        return;
    }
    auto const ids = order.first(logits.size());
    std::iota(ids.begin(), ids.end(), 0);
    auto const value = [&](int i) {
        T const x = logits[static_cast<std::size_t>(i)];
        return x == x ? x : -std::numeric_limits<T>::infinity();
    };
    std::nth_element(ids.begin(), ids.begin() + (most - 1), ids.end(), [&](int a, int b) { return value(a) > value(b); });
    T const least = value(ids[static_cast<std::size_t>(most - 1)]);
    for (T& x : logits) {
        x = x < least ? -std::numeric_limits<T>::infinity() : x;
    }
}

/// Keeps the most probable symbols until their probabilities pass `share` in sum; the one that passes it is kept, so at least
/// one (nucleus sampling; Holtzman et al. 2020, arXiv:1904.09751). A share of 1 or more keeps all. Memory as above.
template <class T>
void keep_nucleus(std::span<T> logits, double share, std::span<int> order) {
    if (!(share < 1)) {
        return;
    }
    auto const ids = order.first(logits.size());
    std::iota(ids.begin(), ids.end(), 0);
    auto const value = [&](int i) {
        T const x = logits[static_cast<std::size_t>(i)];
        return x == x ? x : -std::numeric_limits<T>::infinity();
    };
    std::sort(ids.begin(), ids.end(), [&](int a, int b) { return value(a) != value(b) ? value(a) > value(b) : a < b; });
    T const top = value(ids[0]);
    double total = 0;
    for (int const i : ids) {
        total += std::exp(static_cast<double>(value(i) - top));
    }
    double sum = 0;
    bool passed = false;
    for (int const i : ids) {
        T& x = logits[static_cast<std::size_t>(i)];
        double const part = std::exp(static_cast<double>(value(i) - top)) / total;
        if (passed) {
            x = -std::numeric_limits<T>::infinity();
        }
        sum += part;
        passed = passed || sum > share;
    }
}

}  // namespace lathe::exec
