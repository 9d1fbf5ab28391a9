#pragma once
/// \file
/// What a text knows besides its rows: where they stand, which turn of the loop this is, what other rows remember.

#include <lathe/core/place.hpp>
#include <lathe/core/types.hpp>

#include <cstdint>

namespace lathe {

/// An observer that does not look.
struct nobody {
    constexpr void operator()(auto&&...) const {}
};

/// `at[i]` is the place of row i in hand, `ids[i]` its number among the rows of the whole run (empty: all of them).
template <class Memory = none>
struct context {
    places at;
    slice<int const> ids{};
    Memory* memory = nullptr;
    int layer = 0;
    int step = 0;
    int steps = 1;
    std::uint64_t seed = 0;  ///< of what is drawn during the run
    slice<float const> noise{};  ///< of a canvas: of each row the chance with which its symbol is masked

    constexpr context in_layer(int index) const {
        auto copy = *this;
        copy.layer = index;
        return copy;
    }
    constexpr context at_step(int index, int count) const {
        auto copy = *this;
        copy.step = index;
        copy.steps = count;
        return copy;
    }
    /// The same turn for some of the rows.
    constexpr context of(places some, slice<int const> their_ids) const {
        auto copy = *this;
        copy.at = some;
        copy.ids = their_ids;
        return copy;
    }
    template <class Other>
    constexpr context<Other> remembering(Other* other) const {
        return {at, ids, other, layer, step, steps, seed, noise};
    }
};

}  // namespace lathe
