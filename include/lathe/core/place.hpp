#pragma once
/// \file
/// Where a row of activations stands, and the borders that the engines of the loops announce.

#include <lathe/core/slice.hpp>

#include <cstdint>

namespace lathe {

/// The address of one row. Masks, rotary positions, caches, batching and compaction read places and nothing else.
/// Rows are sorted by (sequence, position); a batch is rows whose places differ in `sequence`.
struct place {
    std::int32_t sequence = 0;
    std::int32_t position = 0;
    std::int32_t iteration = 0;

    constexpr bool operator==(place const&) const = default;
};

using places = slice<place const>;

/// The kinds of loops that a nest can have; a border names its own.
enum class level : std::uint8_t {
    call,   ///< a supervised segment (HRM, TRM), a denoising call
    cycle,  ///< the slow loop of a hierarchy
    step,   ///< one application of the cell
};

/// An engine enters this border at turn `index` (from 0) of `count` turns.
struct border {
    level at;
    int index;
    int count;

    constexpr bool last(int turns = 1) const { return index >= count - turns; }
};

}  // namespace lathe
