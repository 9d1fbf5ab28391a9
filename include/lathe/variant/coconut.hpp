#pragma once
/// \file
/// Coconut: the last state is the next input, so that a chain of thought never becomes symbols.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Hao et al. 2024, arXiv:2412.06769, over a GPT-2 of `Layers` blocks (12 as published): the state after the final norm
/// is the row of the next thought, with the code of its position added. Up to `Thoughts` of them.
template <int Layers = 2, int Thoughts = 16>
struct coconut {
    using outside = frame::language<frame::language_options{.positions = true, .tied = true}, norm::identity>;
    using start = none;              // B: a row starts where the exchange puts it
    using nest = loop::append;       // C
    using cell = body::gpt<Layers>;  // D: its last norm is the one before the head
    using injection = none;          // E
    using visibility = none;         // F: every row sees all rows before it
    using update = none;             // G
    using halting = halt::after<Thoughts>;  // H
    using exchange = pass::hidden;  // I
};

}  // namespace lathe::variant
