#pragma once
/// \file
/// Masked diffusion inside blocks, autoregression between them: finished blocks are remembered.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// BD3-LM (Arriola et al. 2025, arXiv:2503.09573): K layers, blocks of B positions.
template <int K = 4, int B = 4>
struct block_diffusion {
    using outside = frame::language<frame::language_options{.mask = true}>;
    using start = init::masked;                                                      // B
    using nest = loop::blocks<B>;                                                    // C
    using cell = body::stack<K, body::pre_norm<body::attention<mask::blocks<B>>>>;   // D
    using injection = inject::none;                                                  // E
    using visibility = view::latest;                                                 // F
    using update = combine::carry_over;                                              // G
    using halting = halt::complete;                                                  // H
    using exchange = pass::unmask<select::first_hitting, remask::none, order::aligned<B>>;  // I
};

}  // namespace lathe::variant
