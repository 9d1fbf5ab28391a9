#pragma once
/// \file
/// The canvas starts with the mask wherever a symbol is asked for: x_1 = M.

#include <lathe/concepts/role.hpp>

namespace lathe::init {

struct masked : role::start {
    static constexpr bool canvas = true;
    static constexpr bool seeded = false;
};

}  // namespace lathe::init
