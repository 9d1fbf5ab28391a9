#pragma once
/// \file
/// The arms of a comparison against each other, by their mean accuracy over finished runs.

#include <lathe/report/comparison.hpp>
#include <lathe/report/spread.hpp>

#include <cstddef>
#include <vector>

namespace lathe::report {

/// Where an arm stands.
enum class standing {
    none,     // no finished run
    leading,  // the highest mean
    level,    // not clearly below the leading arm: the seeds do not tell
    behind    // clearly below it
};

/// The arms against each other, by mean accuracy.
struct ranking {
    std::vector<spread> accuracy;     // one per arm
    std::vector<standing> standings;  // one per arm
    std::ptrdiff_t best = -1;         // -1 if no run has finished

    std::vector<std::size_t> with(standing wanted) const {
        std::vector<std::size_t> result;
        for (std::size_t i = 0; i < standings.size(); ++i) {
            if (standings[i] == wanted) {
                result.push_back(i);
            }
        }
        return result;
    }
};

inline ranking rank(comparison const& c) {
    ranking result;
    for (std::size_t i = 0; i < c.arms.size(); ++i) {
        result.accuracy.push_back(over_runs(c.arms[i], &run::accuracy));
        bool const better =
            result.accuracy[i].count > 0 &&
            (result.best < 0 || result.accuracy[i].mean > result.accuracy[static_cast<std::size_t>(result.best)].mean);
        result.best = better ? static_cast<std::ptrdiff_t>(i) : result.best;
    }
    for (std::size_t i = 0; i < c.arms.size(); ++i) {
        bool const behind = result.best >= 0 &&
                            clearly_above(result.accuracy[static_cast<std::size_t>(result.best)], result.accuracy[i]);
        result.standings.push_back(result.accuracy[i].count == 0                   ? standing::none
                                   : static_cast<std::ptrdiff_t>(i) == result.best ? standing::leading
                                   : behind                                        ? standing::behind
                                                                                   : standing::level);
    }
    return result;
}

}  // namespace lathe::report
