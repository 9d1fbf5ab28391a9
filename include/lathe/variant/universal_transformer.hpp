#pragma once
/// \file
/// Universal Transformer: one shared block, codes of position and step at every step, adaptive computation time.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Dehghani et al. 2018, arXiv:1807.03819, with the pre-norm block and the halting of its public PyTorch code
/// (threshold 0.9, at most 6 steps). The paper's encoder sees all positions: with<..., set::mask<mask::full>>.
struct universal_transformer {
    using outside = frame::language<frame::language_options{.scaled = true}>;
    using start = init::encoding;  // B
    using nest = loop::depth;      // C
    using cell = body::stack<1, body::pre_norm<body::attention<mask::causal, turn::none>,
                                               body::perceptron<activation::relu, true>, norm::layer<>>>;  // D
    using injection = inject::depth_code<6>;  // E
    using visibility = view::own_step;        // F
    using update = combine::replace;          // G
    using halting = halt::adaptive<0.9, 6>;   // H
    using exchange = pass::hidden;            // I
};

}  // namespace lathe::variant
