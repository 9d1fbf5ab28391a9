#pragma once
/// \file
/// Tiny recursive model for grids of one size: TRM with a mixer along positions instead of attention.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Jolicoeur-Martineau 2025, arXiv:2510.04871, mlp_t: 2 blocks, 3 cycles of 6 steps, at most 16 segments, 16 puzzle
/// tokens. Every sequence has exactly `context` symbols; no rotary positions. `Inner` is the mixer's inner width, for 97
/// positions 512 in the public code.
template <int Layers = 2, int Cycles = 3, int Steps = 6, int Prefix = 16, int Inner = 512>
struct trm_mixer {
    using outside = frame::puzzle<Prefix>;
    using start = init::fixed_pair;                                                    // B
    using nest = loop::segments<loop::hierarchy<Cycles, Steps>>;                       // C
    using cell = body::shared<body::stack<Layers, body::token_mixer<Inner, Prefix>>>;  // D
    using injection = inject::add;                                                     // E
    using visibility = none;                                                           // F
    using update = none;                                                               // G
    using halting = halt::q_head<16>;                                                  // H
    using exchange = none;                                                             // I
};

}  // namespace lathe::variant
