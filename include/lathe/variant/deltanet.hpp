#pragma once
/// \file
/// DeltaNet: a memory that writes what is missing.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Schlag et al. 2021, arXiv:2102.11174; Yang et al. 2024, arXiv:2406.06484: keys of length one after a short convolution, rates
/// up to 1, or up to 2 with Negative: then a write may turn a direction around, eigenvalues reach from -1 to 1 (Grazzi et al. 2024,
/// arXiv:2411.12537). A mixer.
template <bool Negative = false>
struct deltanet {
    using outside = frame::projected<frame::projected_options{.taps = 4, .rate = Negative ? 2.0 : 1.0}, feature::unit>;
    using start = init::zero_memory;
    using nest = loop::position<>;
    using cell = objective::squared;
    using injection = none;
    using visibility = none;
    using update = combine::descent<retain::whole>;
    using halting = none;
    using exchange = none;
};

}  // namespace lathe::variant
