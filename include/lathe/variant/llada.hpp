#pragma once
/// \file
/// Masked diffusion that takes the most certain symbols first, block by block from left to right.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Nie et al. 2025, arXiv:2502.09992: K layers, blocks of B positions, alpha = 1 - t.
template <int K = 4, int B = 8>
struct llada {
    using outside = frame::language<frame::language_options{.mask = true}>;
    using start = init::masked;                                                 // B
    using nest = loop::denoise;                                                 // C
    using cell = body::stack<K, body::pre_norm<body::attention<mask::full>>>;   // D
    using injection = inject::none;                                             // E
    using visibility = none;                                                    // F
    using update = combine::carry_over;                                         // G
    using halting = halt::complete;                                               // H
    using exchange = pass::unmask<select::confidence<pace::even>, remask::none, order::blocks<B>,
                                  schedule::loglinear<0.0>>;                    // I
};

}  // namespace lathe::variant
