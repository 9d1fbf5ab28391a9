#pragma once
/// \file
/// Huginn whose loop looks back through a memory: its mixer is Gated DeltaNet.

#include <lathe/variant/gated_deltanet.hpp>
#include <lathe/variant/huginn.hpp>

namespace arms {

struct huginn_gated_deltanet
    : lathe::with<lathe::variant::huginn<1, 1, 1>, lathe::set::mixer<lathe::variant::gated_deltanet<>>,
                  lathe::set::halting<lathe::halt::settled<0.03, 8, lathe::grain::sequence>>> {};

}  // namespace arms
