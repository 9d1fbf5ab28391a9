#pragma once
/// \file
/// Titans: a memory that is a small network, trained with momentum and forgetting while it reads.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Behrouz et al. 2024, arXiv:2501.00663: gradients at the start of every Chunk tokens, a step for each Every of them. A mixer that
/// goes step by step.
template <int Chunk = 16, int Expansion = 2, int Every = 1>
struct titans {
    using outside = frame::neural_memory<Every>;
    using start = init::learned_memory;
    using nest = loop::position<Chunk>;
    using cell = objective::perceptron<Expansion>;
    using injection = none;
    using visibility = none;
    using update = combine::momentum<retain::forgetting, point::chunk_start, Every>;
    using halting = none;
    using exchange = none;
};

}  // namespace lathe::variant
