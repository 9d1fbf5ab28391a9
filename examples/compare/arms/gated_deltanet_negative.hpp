#pragma once
/// \file
/// Gated DeltaNet with rates up to 2: a write may turn a direction around.

#include <lathe/variant/feed_forward.hpp>
#include <lathe/variant/gated_deltanet.hpp>

namespace arms {

struct gated_deltanet_negative : lathe::variant::standing<lathe::variant::gated_deltanet<true>>::type {};

}  // namespace arms
