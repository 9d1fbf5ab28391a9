#pragma once
/// \file
/// Each iteration sees the keys of all iterations so far, of its own and of earlier tokens (CoTFormer; Mohtashami et al.
/// 2023, arXiv:2310.10845). A query of iteration r sees keys of iterations up to r.

#include <lathe/concepts/role.hpp>

namespace lathe::view {

struct all_steps : role::visibility {
    static constexpr bool after_exit = true;
    static constexpr bool across = true;  ///< a whole pass needs the memory, too
    static constexpr bool decode_equals_whole = true;
    static constexpr int slots(int) { return 1; }
    static constexpr int slot(int, int) { return 0; }
    static constexpr int copies(int steps) { return steps; }
};

}  // namespace lathe::view
