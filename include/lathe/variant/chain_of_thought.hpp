#pragma once
/// \file
/// An explicit chain of thought: symbol by symbol, greedily, until it says that it has come to the end.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Wei et al. 2022, arXiv:2201.11903, over a GPT-2 of `Layers` blocks that was taught whole chains. `Stop` is the symbol with
/// which an answer begins; at most `Thoughts` symbols come before it.
template <int Layers = 2, int Thoughts = 16, int Stop = 0>
struct chain_of_thought {
    using outside = frame::language<frame::language_options{.positions = true, .tied = true}, norm::identity>;
    using start = none;              // B: a row starts where the exchange puts it
    using nest = loop::append;       // C
    using cell = body::gpt<Layers>;  // D: its last norm is the one before the head
    using injection = none;          // E
    using visibility = none;         // F: every row sees all rows before it
    using update = none;             // G
    using halting = halt::spoken<Stop, Thoughts>;  // H
    using exchange = pass::token;  // I
};

}  // namespace lathe::variant
