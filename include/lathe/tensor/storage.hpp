#pragma once
/// \file
/// How matrices are held for inference, packed for the kernels. Vectors, tables and states stay as they are.

#include <lathe/kernel/panel.hpp>

namespace lathe::storage {

/// The model's own numbers.
struct own {
    template <class T>
    using form = kernel::form::own<T>;
};

/// 16 bits each, half of the memory and of the time that reading it takes; 8 bits of the fraction are left. Products are
/// computed in float. Models in float only, as all that follow.
struct bf16 {
    template <class T>
    using form = kernel::form::bf16;
};

/// The same weights; what they are multiplied with is rounded to bfloat16 as well, and added up in float. Twice as fast as
/// floats on many rows where the processor multiplies pairs (AVX512_BF16), slower than `bf16` where it does not. Tiles (AMX) take rows from four on, so the last
/// digits of a row depend on how many are computed beside it.
struct bf16_dot {
    template <class T>
    using form = kernel::form::bf16_dot;
};

/// 8 bits each, with one scale for `Group` weights of an output, and one for as many inputs of a row, which become integers
/// of 8 bits as they come: x w = s_x s_w sum q_x q_w. Made for processors that multiply four at once (VNNI).
template <int Group = 64>
struct int8 {
    template <class T>
    using form = kernel::form::int8<Group>;
};

}  // namespace lathe::storage
