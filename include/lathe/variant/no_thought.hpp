#pragma once
/// \file
/// The model that thought is measured against: it answers at once.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// GPT-2 of `Layers` blocks. What comes after the question follows it directly.
template <int Layers = 2>
struct no_thought {
    using outside = frame::language<frame::language_options{.positions = true, .tied = true}, norm::identity>;
    using start = none;              // B: a row starts where the exchange puts it
    using nest = loop::append;       // C
    using cell = body::gpt<Layers>;  // D: its last norm is the one before the head
    using injection = none;          // E
    using visibility = none;         // F: every row sees all rows before it
    using update = none;             // G
    using halting = halt::after<0>;  // H
    using exchange = pass::hidden;  // I
};

}  // namespace lathe::variant
