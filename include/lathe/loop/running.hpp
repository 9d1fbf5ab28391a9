#pragma once
/// \file
/// Which rows are still in a loop: the book-keeping of early exit. Rows that have left are not computed any more; those
/// that run are gathered into dense rows.

#include <lathe/core/place.hpp>

#include <cstddef>
#include <type_traits>

namespace lathe::loop {

/// Whether all numbers of x are finite; yes where there are none to look at.
constexpr bool all_finite(auto& ops, auto x) {
    auto const* numbers = ops.peek(x);
    bool finite = true;
    for (std::ptrdiff_t i = 0; numbers && i < x.size(); ++i) {
        finite = finite && numbers[i] - numbers[i] == 0;
    }
    return finite;
}

/// Dense list of the rows in the loop; `steps[id]` counts what each row of the run has had.
struct running {
    places all;            ///< of the run
    slice<int> ids;    ///< rows of the run that are in the loop, ascending
    slice<place> at;   ///< their places
    slice<int> steps;  ///< of all rows
    int count = 0;
    bool counts = false;   ///< there are no values: nobody ever leaves
    bool finite = true;    ///< no row has left because its numbers were not finite

    constexpr places where() const { return counts ? all : at.first(static_cast<std::size_t>(count)); }
    /// `here` for the rows that run now. It has memory of its own: `leave` moves what stands in ids and at, while the
    /// turn still puts its rows back by them and a tape reads them much later.
    constexpr auto turn(auto& ops, auto const& here, int index, int turns) const {
        auto const own = ops.integers(count);
        auto const places_of_own = ops.spots(count);
        for (std::size_t i = 0; !counts && i < own.size(); ++i) {
            own[i] = ids[i];
            places_of_own[i] = at[i];
        }
        return here.of(counts ? all : places(places_of_own), own).at_step(index, turns);
    }
    /// Every row runs, so nothing needs gathering. Counting says no, because it wants the worst case.
    constexpr bool everybody() const { return !counts && count == static_cast<int>(all.size()); }

    /// Everybody runs.
    static constexpr running begin(auto& ops, places all) {
        auto const n = static_cast<int>(all.size());
        running r{all, ops.integers(n), ops.spots(n), ops.integers(n), n, std::remove_cvref_t<decltype(ops)>::counts, true};
        for (std::size_t i = 0; !r.counts && i < r.ids.size(); ++i) {
            r.ids[i] = static_cast<int>(i);
            r.at[i] = all[i];
            r.steps[i] = 0;
        }
        return r;
    }
    /// Everybody who runs has had another step.
    constexpr void count_step() {
        for (std::size_t i = 0; !counts && i < static_cast<std::size_t>(count); ++i) {
            ++steps[static_cast<std::size_t>(ids[i])];
        }
    }
    /// Rows i (of the running ones) with stops(i) leave.
    constexpr void leave(auto const& stops) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
            if (!stops(static_cast<int>(i))) {
                ids[kept] = ids[i];
                at[kept] = at[i];
                ++kept;
            }
        }
        count = static_cast<int>(kept);
    }
};

}  // namespace lathe::loop
