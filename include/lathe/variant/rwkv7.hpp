#pragma once
/// \file
/// RWKV-7: a memory that forgets channel by channel and erases under a key of its own.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Peng et al. 2025, arXiv:2503.14456: token shift, S = Diag(w) S - (kappa a) (S^T kappa)^T + k v^T, bonus and gate. A mixer: the
/// mixture with the first layer's values, which needs another layer, is off.
struct rwkv7 {
    using outside = frame::token_shifted<>;
    using start = init::zero_memory;
    using nest = loop::position<>;
    using cell = objective::split;
    using injection = none;
    using visibility = none;
    using update = combine::descent<retain::diagonal<32>, point::raw>;
    using halting = none;
    using exchange = none;
};

}  // namespace lathe::variant
