#pragma once
/// \file
/// Choosing the next symbol from logits.

#include <lathe/core/random.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

namespace lathe::exec {

/// The symbol below `symbols` at which the distribution softmax(logits / temperature), summed from symbol 0, passes
/// `where` in [0, 1): never one of probability 0. Temperature 0 gives the most likely one. Requires 1 <= symbols <=
/// logits.size().
template <class T>
int sample(std::span<T const> logits, int symbols, double temperature, double where) {
    auto const some = logits.first(static_cast<std::size_t>(symbols));
    auto const top = std::max_element(some.begin(), some.end());
    if (!(temperature > 0)) {
        return static_cast<int>(top - some.begin());
    }
    auto const weight = [&](T logit) { return std::exp(static_cast<double>(logit - *top) / temperature); };
    double total = 0;
    for (T const logit : some) {
        total += weight(logit);
    }
    double left = where * total;
    for (int i = 0; i < symbols; ++i) {
        left -= weight(some[static_cast<std::size_t>(i)]);
        if (left < 0) {
            return i;
        }
    }
    return static_cast<int>(top - some.begin());
}

/// The same with a number for each symbol: argmax_j of logits_j / temperature + G_j, G_j = -log(-log u_j) in double precision
/// with u_j of 53 bits, because coarser noise is colder than it says. Temperature 0 gives the most likely one. A row of NaN
/// gives symbol 0.
template <class T>
int sample_gumbel(std::span<T const> logits, double temperature, random_numbers& numbers) {
    int best = 0;
    double top = -std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < logits.size(); ++j) {
        double score = static_cast<double>(logits[j]);
        if (temperature > 0) {
            score -= temperature * std::log(-std::log(numbers.uniform()));
        }
        if (score > top) {
            top = score;
            best = static_cast<int>(j);
        }
    }
    return best;
}

}  // namespace lathe::exec
