#pragma once
/// \file
/// Masked diffusion that takes symbols back: more steps than positions are second thoughts.

#include <lathe/variant/mdlm.hpp>

namespace lathe::variant {

/// ReMDM-loop (Wang et al. 2025, arXiv:2503.00307): the weights are MDLM's, only the sampler differs.
template <int K = 4>
struct remdm : mdlm<K> {
    using exchange = pass::unmask<select::ancestral, remask::loop<>>;  // I
};

}  // namespace lathe::variant
