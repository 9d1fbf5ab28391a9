#pragma once
/// \file
/// Forgetting, written out: what a decay does to memories one per row.

#include <lathe/core/memory.hpp>

namespace lathe::retain {

/// S~ = exp(g) S, with one g for each row, or one for each of the channels that hold Values numbers each.
template <memory::decay Decays, int Values>
constexpr auto applied(auto& ops, auto memories, auto logarithm) {
    if constexpr (Decays == memory::decay::none) {
        return memories;
    } else if constexpr (Decays == memory::decay::scalar) {
        return ops.scale_rows(ops.exp(logarithm), memories);
    } else {
        auto const ones = ops.template filled<Values>(memories.count, 1.0);
        return ops.multiply(memories, ops.outer(ops.exp(logarithm), ones));
    }
}

}  // namespace lathe::retain
