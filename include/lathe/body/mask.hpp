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

/// Keys of the same block of B positions and of earlier blocks. Rows of iteration 1 are a noisy copy of the sequence beside
/// a clean one, iteration 0: they see their own block's copies and the earlier blocks' originals, and no original sees a
/// copy (BD3-LM; Arriola et al. 2025, arXiv:2503.09573).
template <int B>
struct blocks {
    static_assert(B >= 1, "lathe[mask.blocks]: you wrote a block of less than one position; it takes at least 1");
    static constexpr int block = B;
    static constexpr bool prefix = false;
    static constexpr bool ordered = false;
    static constexpr bool sees(place query, place key) {
        int const mine = query.position / B;
        int const other = key.position / B;
        bool const copy = key.iteration > 0;
        return query.iteration > 0 ? (copy ? mine == other : mine > other) : !copy && mine >= other;
    }
};

/// Positions of a block, if the mask is made of blocks; otherwise 0.
template <class Mask>
inline constexpr int block_of = 0;
template <int B>
inline constexpr int block_of<blocks<B>> = B;

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
