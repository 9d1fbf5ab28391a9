#pragma once
/// \file
/// TTT-Linear: a memory that is a linear model with a norm, trained by a step of gradient descent for each token.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Sun et al. 2024, arXiv:2407.04620: gradients at the start of every Chunk tokens, learned rates and paces, learned start. A mixer
/// that goes step by step: its memory is not linear in itself.
template <int Chunk = 16>
struct ttt_linear {
    using outside = frame::test_time<turn::interleaved<>, Chunk>;
    using start = init::learned_memory;
    using nest = loop::position<Chunk>;
    using cell = objective::normed<>;
    using injection = none;
    using visibility = none;
    using update = combine::paced;
    using halting = none;
    using exchange = none;
};

}  // namespace lathe::variant
