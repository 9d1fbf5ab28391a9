#pragma once
/// \file
/// Gated DeltaNet: a memory that forgets, and writes what is missing then.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Yang et al. 2024, arXiv:2412.06464: DeltaNet with Mamba-2's decay before the write and a gated norm; Negative as there. A mixer.
template <bool Negative = false>
struct gated_deltanet {
    using outside = frame::projected<frame::projected_options{.taps = 4, .rate = Negative ? 2.0 : 1.0, .gated = true},
                                     feature::unit>;
    using start = init::zero_memory;
    using nest = loop::position<>;
    using cell = objective::squared;
    using injection = none;
    using visibility = none;
    using update = combine::descent<retain::scalar, point::decayed>;
    using halting = none;
    using exchange = none;
};

}  // namespace lathe::variant
