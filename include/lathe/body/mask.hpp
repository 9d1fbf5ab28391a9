#pragma once
/// \file
/// Which keys a query may look at, by their places alone.

#include <lathe/core/place.hpp>

namespace lathe::mask {

/// Keys at the same or an earlier position.
struct causal {
    static constexpr bool prefix = true;  ///< what is seen are the first keys of a sequence
    static constexpr bool ordered = true;
    static constexpr bool sees(place query, place key) { return key.position <= query.position; }
};

/// All keys of the sequence.
struct full {
    static constexpr bool prefix = false;
    static constexpr bool everything = true;
    static constexpr bool ordered = false;
    static constexpr bool sees(place, place) { return true; }
};

/// What Mask allows, among keys of the same or an earlier iteration.
template <class Mask>
struct iterated {
    static constexpr bool prefix = false;
    static constexpr bool ordered = Mask::ordered;
    static constexpr bool sees(place query, place key) {
        return Mask::sees(query, key) && key.iteration <= query.iteration;
    }
};

}  // namespace lathe::mask
