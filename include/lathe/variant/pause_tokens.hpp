#pragma once
/// \file
/// Pause tokens: room to think that says nothing, one learned row again and again.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Goyal et al. 2023, arXiv:2310.02226, over a GPT-2 of `Layers` blocks. With Coconut's curriculum it is the control without
/// which a claim for continuous thoughts proves nothing: as many rows, nothing in them.
template <int Layers = 2, int Thoughts = 16>
struct pause_tokens {
    using outside = frame::language<frame::language_options{.positions = true, .tied = true}, norm::identity>;
    using start = none;              // B: a row starts where the exchange puts it
    using nest = loop::append;       // C
    using cell = body::gpt<Layers>;  // D: its last norm is the one before the head
    using injection = none;          // E
    using visibility = none;         // F: every row sees all rows before it
    using update = none;             // G
    using halting = halt::after<Thoughts>;  // H
    using exchange = pass::learned;  // I
};

}  // namespace lathe::variant
