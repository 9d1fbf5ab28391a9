#pragma once
/// \file
/// Hierarchical reasoning model: a fast and a slow network, called in segments until a halting head is content.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Wang et al. 2025, arXiv:2506.21734: 4 blocks a level, 2 cycles of 2 steps, at most 16 segments, one puzzle token.
template <int Layers = 4, int Cycles = 2, int Steps = 2>
struct hrm {
    using outside = frame::puzzle<1>;
    using start = init::fixed_pair;                                // B
    using nest = loop::segments<loop::hierarchy<Cycles, Steps>>;   // C
    using cell = body::two<body::stack<Layers, body::post_norm<body::attention<mask::full>, body::swiglu<>,
                                                               norm::rms<false, 1e-5>>>>;  // D
    using injection = inject::add;           // E
    using visibility = none;                 // F
    using update = none;                     // G
    using halting = halt::q_head<16, true>;  // H
    using exchange = none;                   // I
};

}  // namespace lathe::variant
