#pragma once
/// \file
/// DeltaNet with rates up to 2: a write may turn a direction around.

#include <lathe/variant/deltanet.hpp>
#include <lathe/variant/feed_forward.hpp>

namespace arms {

struct deltanet_negative : lathe::variant::standing<lathe::variant::deltanet<true>>::type {};

}  // namespace arms
