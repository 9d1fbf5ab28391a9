#pragma once
/// \file
/// Soft thinking: each thought is the mixture of the likeliest symbols, until the model is sure.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Zhang et al. 2025, arXiv:2505.15778, over a GPT-2 of `Layers` blocks; no training of its own. `Kept` symbols are mixed (up
/// to 30 in the paper); the cold stop fires when the entropy was below `Cold` nats for `Run` thoughts (256 in the paper).
template <int Layers = 2, int Thoughts = 16, int Kept = 15, double Cold = 0.05, int Run = 2>
struct soft_thinking {
    using outside = frame::language<frame::language_options{.positions = true, .tied = true}, norm::identity>;
    using start = none;              // B: a row starts where the exchange puts it
    using nest = loop::append;       // C
    using cell = body::gpt<Layers>;  // D: its last norm is the one before the head
    using injection = none;          // E
    using visibility = none;         // F: every row sees all rows before it
    using update = none;             // G
    using halting = halt::cold<Cold, Run, Thoughts>;  // H
    using exchange = pass::mixture<Kept>;  // I
};

}  // namespace lathe::variant
