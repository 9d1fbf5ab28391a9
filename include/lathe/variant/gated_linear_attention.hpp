#pragma once
/// \file
/// Gated linear attention: a memory that adds up and forgets channel by channel, as the token says.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Yang et al. 2023, arXiv:2312.06635: keys half as wide as values, a decay for each key channel, a norm and a gate. A mixer.
struct gated_linear_attention {
    using outside = frame::projected<frame::projected_options{.gated = true, .key_divisor = 2}>;
    using start = init::zero_memory;
    using nest = loop::position<>;
    using cell = objective::inner_product;
    using injection = none;
    using visibility = none;
    using update = combine::descent<retain::channels<16, 16>>;
    using halting = none;
    using exchange = none;
};

}  // namespace lathe::variant
