#pragma once
/// \file
/// Which rows are still in a loop: the book-keeping of early exit. Rows that have left are not computed any more; those
/// that run are gathered into dense rows.

#include <lathe/concepts/grain.hpp>
#include <lathe/core/place.hpp>
#include <lathe/core/types.hpp>

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

/// What a rule carries from turn to turn, before the first one: a row for each that runs.
template <class Judging>
constexpr auto first_memo(auto& ops, int count) {
    if constexpr (Judging::memo == 0) {
        return none{};
    } else {
        auto memo = ops.template make<Judging::memo>(count);
        if constexpr (requires { memo.data; }) {
            for (int i = 0; i < count; ++i) {
                for (int j = 0; j < Judging::memo; ++j) {
                    double const first = [&] {
                        if constexpr (requires { Judging::first_at(j); }) {
                            return Judging::first_at(j);
                        } else {
                            return Judging::first;
                        }
                    }();
                    memo.row(i)[j] = static_cast<std::remove_reference_t<decltype(*memo.data)>>(first);
                }
            }
        }
        return memo;
    }
}

/// Rows (or whole sequences) with a margin below 1 leave, and those whose margin is not finite.
template <class Rule>
constexpr void drop(auto const* margin, running& in_loop) {
    auto const stops = [&](double value) {
        bool const strange = value != value;
        in_loop.finite = in_loop.finite && !strange;
        return strange || value < 1.0;
    };
    if constexpr (Rule::granularity == grain::token) {
        in_loop.leave([&](int i) { return stops(static_cast<double>(margin[i])); });
    } else {
        // one verdict per sequence, found when its first row is met
        bool verdict = false;
        int until = 0;
        in_loop.leave([&, at = in_loop.where(), n = in_loop.count](int i) {
            if (i == until) {
                auto const sequence = [&](int row) { return at[static_cast<std::size_t>(row)].sequence; };
                double sum = 0;
                int const first = i;
                while (until < n && sequence(until) == sequence(first)) {
                    sum += static_cast<double>(margin[until]);
                    ++until;
                }
                verdict = stops(Rule::pooled == pool::mean ? sum / (until - first) : static_cast<double>(margin[until - 1]));
            }
            return verdict;
        });
    }
}

}  // namespace lathe::loop
