#pragma once
/// \file
/// Mamba-2: a memory that adds up along steps of time, with keys that all heads share.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Dao and Gu 2024, arXiv:2405.21060: short convolution, decay and rate from one step, skip and gated norm. A mixer.
template <int States = 16, int Expand = 2>
struct mamba2 {
    using outside = frame::state_space<States, Expand>;
    using start = init::zero_memory;
    using nest = loop::position<>;
    using cell = objective::inner_product;
    using injection = none;
    using visibility = none;
    using update = combine::descent<retain::timed>;
    using halting = none;
    using exchange = none;
};

}  // namespace lathe::variant
