#pragma once
/// \file
/// One layer, no loop: what a looped layer is worth is seen beside it.

#include <lathe/variant/feed_forward.hpp>

namespace arms {

struct one_layer : lathe::variant::feed_forward<1> {};

}  // namespace arms
