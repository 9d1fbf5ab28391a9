#pragma once
/// \file
/// The kernels that computing takes unless told otherwise: those on xsimd batches, shared out among a crew where there is
/// one.

#include <lathe/kernel/shared.hpp>
#include <lathe/kernel/single.hpp>

namespace lathe::kernel {

struct fast : shared<single> {
    static constexpr auto name = "fast";
};

}  // namespace lathe::kernel
