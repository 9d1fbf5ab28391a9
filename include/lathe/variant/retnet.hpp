#pragma once
/// \file
/// RetNet: a memory that adds up and forgets by a constant for each head.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Sun et al. 2023, arXiv:2307.08621: rotary positions, gamma = 1 - 2^(-5 - h), values twice as wide as keys, a norm for each
/// head and a gate. A mixer.
struct retnet {
    using outside = frame::projected<frame::projected_options{.gated = true, .value_factor = 2}, feature::identity,
                                     turn::halves<>>;
    using start = init::zero_memory;
    using nest = loop::position<>;
    using cell = objective::inner_product;
    using injection = none;
    using visibility = none;
    using update = combine::descent<retain::fixed>;
    using halting = none;
    using exchange = none;
};

}  // namespace lathe::variant
