#pragma once
/// \file
/// The instruction set that the kernels were compiled for.

#include <lathe/kernel/xsimd.hpp>

namespace lathe::kernel {

/// xsimd's name of it: "avx512bw", "fma3+avx2", "arm64+neon".
inline char const* architecture() { return xsimd::default_arch::name(); }

/// Floats of one vector.
inline constexpr int vector_lanes = static_cast<int>(xsimd::batch<float>::size);

}  // namespace lathe::kernel
