/// \file
/// Drawn examples with memory of their own, and what a score by chance is.
#pragma once

#include <lathe/task/task.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lathe::test {

struct sample {
    std::vector<int> input;
    std::vector<int> target;

    explicit sample(int length) : input(static_cast<std::size_t>(length)), target(static_cast<std::size_t>(length)) {}

    task::example spans() { return {input, target}; }
    bool operator==(sample const&) const = default;
};

template <task::task X>
sample draw(X const& t, std::uint64_t seed, task::split part, std::uint64_t index) {
    sample s(t.length());
    task::make(t, seed, part, index, s.spans());
    return s;
}

/// How often a guess was right.
struct score {
    int hits = 0;
    int asked = 0;

    void add(bool right) {
        hits += right ? 1 : 0;
        ++asked;
    }
    double share() const { return static_cast<double>(hits) / asked; }

    /// Five standard deviations of a share of independent guesses.
    bool near(double chance) const {
        return std::abs(share() - chance) <= 5.0 * std::sqrt(chance * (1.0 - chance) / asked);
    }
};

}  // namespace lathe::test
