#pragma once
/// \file
/// How matrices are held for inference. Vectors, tables and states stay as they are.

#include <lathe/core/bfloat16.hpp>

namespace lathe::storage {

/// The model's own numbers, packed for the kernels.
struct own {
    template <class T>
    using element = T;
};

/// 16 bits each, half of the memory and of the time that reading it takes; 8 bits of the fraction are left. Products are
/// computed in float.
struct bf16 {
    template <class T>
    using element = bfloat16;
};

}  // namespace lathe::storage
