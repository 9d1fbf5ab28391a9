#pragma once
/// \file
/// Each token shows the keys of its latest iteration: one slot, and tokens may leave the loop at different depths
/// (Huginn's "always-last" cache; Geiping et al. 2025, arXiv:2502.05171, section 6).

#include <lathe/concepts/role.hpp>

namespace lathe::view {

struct latest : role::visibility {
    static constexpr bool after_exit = true;
    static constexpr bool across = false;
    /// A later token sees the last iteration of an earlier one at once, a whole pass sees it grow.
    static constexpr bool decode_equals_whole = false;
    static constexpr int slots(int) { return 1; }
    static constexpr int slot(int, int) { return 0; }
    static constexpr int copies(int) { return 1; }
};

}  // namespace lathe::view
