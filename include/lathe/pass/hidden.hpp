#pragma once
/// \file
/// What crosses the border between turns is the hidden state itself.

#include <lathe/concepts/role.hpp>

namespace lathe::pass {

struct hidden : role::exchange {};

}  // namespace lathe::pass
