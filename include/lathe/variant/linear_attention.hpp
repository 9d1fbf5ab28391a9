#pragma once
/// \file
/// Linear attention: a memory that adds up values under positive keys, and divides what it says.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Katharopoulos et al. 2020, arXiv:2006.16236: S += phi(k) v^T, z += phi(k), o = S^T phi(q) / z phi(q), phi = elu + 1. A mixer.
struct linear_attention {
    using outside = frame::projected<frame::projected_options{.divided = true, .normed = false}, feature::elu_plus_one>;
    using start = init::zero_memory;
    using nest = loop::position<>;
    using cell = objective::inner_product;
    using injection = none;
    using visibility = none;
    using update = combine::descent<retain::whole>;
    using halting = none;
    using exchange = none;
};

}  // namespace lathe::variant
