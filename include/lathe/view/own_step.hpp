#pragma once
/// \file
/// Each iteration sees the keys of the same iteration: one slot per step (Huginn's default cache, Ouro, block recurrence).
/// Token by token equals the whole sequence, because iteration s of a token never depends on another iteration of others.

#include <lathe/concepts/role.hpp>

namespace lathe::view {

struct own_step : role::visibility {
    static constexpr bool after_exit = false;  ///< a token that left the loop shows nothing to later iterations
    static constexpr bool across = false;      ///< iterations are separate, a whole pass needs no memory
    static constexpr bool decode_equals_whole = true;
    static constexpr int slots(int steps) { return steps; }
    static constexpr int slot(int step, int) { return step; }
    static constexpr int copies(int) { return 1; }
};

}  // namespace lathe::view
