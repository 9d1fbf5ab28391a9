#pragma once
/// \file
/// In which order the blocks of a canvas are worked on: a block is finished before the next one begins.

namespace lathe::order {

/// All positions at once.
struct whole {
    static constexpr int block = 0;
    static constexpr bool from_start = true;
};

/// Blocks of B positions from left to right, counted from the first masked position (LLaDA's semi-autoregressive order).
template <int B = 8>
struct blocks {
    static_assert(B >= 1, "lathe[order.blocks]: you wrote a block of less than one position; it takes at least 1");
    static constexpr int block = B;
    static constexpr bool from_start = false;
};

/// The same, counted from the start of the sequence: what loop::blocks<B> works on.
template <int B = 8>
struct aligned : blocks<B> {
    static constexpr bool from_start = true;
};

}  // namespace lathe::order
