#pragma once
/// \file
/// Masked diffusion: each masked position takes its symbol when the schedule says so.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Sahoo et al. 2024, arXiv:2406.07524. Without time conditioning, which masks make superfluous (Ou et al. 2024,
/// arXiv:2406.03736).
template <int K = 4>
struct mdlm {
    using outside = frame::language<frame::language_options{.mask = true}>;
    using start = init::masked;                                                 // B
    using nest = loop::denoise;                                                 // C
    using cell = body::stack<K, body::pre_norm<body::attention<mask::full>>>;   // D
    using injection = inject::none;                                             // E
    using visibility = none;                                                    // F
    using update = combine::carry_over;                                         // G
    using halting = halt::complete;                                               // H
    using exchange = pass::unmask<select::ancestral>;                           // I
};

}  // namespace lathe::variant
