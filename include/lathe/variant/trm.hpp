#pragma once
/// \file
/// Tiny recursive model: HRM with one small network for both levels.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Jolicoeur-Martineau 2025, arXiv:2510.04871: 2 blocks, 3 cycles of 6 steps, at most 16 segments, 16 puzzle tokens.
template <int Layers = 2, int Cycles = 3, int Steps = 6, int Prefix = 16>
struct trm {
    using outside = frame::puzzle<Prefix>;
    using start = init::fixed_pair;                                // B
    using nest = loop::segments<loop::hierarchy<Cycles, Steps>>;   // C
    using cell = body::shared<body::stack<Layers, body::post_norm<body::attention<mask::full>, body::swiglu<>,
                                                                  norm::rms<false, 1e-5>>>>;  // D
    using injection = inject::add;     // E
    using visibility = none;           // F
    using update = none;               // G
    using halting = halt::q_head<16>;  // H
    using exchange = none;             // I
};

}  // namespace lathe::variant
