#pragma once
/// \file
/// Huginn: prelude, a core looped from a random start with the prelude's output injected, coda.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Geiping et al. 2025, arXiv:2502.05171: 2 prelude, 4 core and 2 coda blocks at the published size; `Prelude`, `Core`
/// and `Coda` shrink it. Each token leaves the loop when its state has settled.
template <int Prelude = 2, int Core = 4, int Coda = 2>
struct huginn {
    using outside = frame::language<frame::language_options{
        .prelude = Prelude, .coda = Coda, .tied = true, .scaled = true, .norm_before_coda = true}>;
    using start = init::truncated_normal<>;  // B
    using nest = loop::depth;                // C
    using cell = body::stack<Core, body::sandwich<body::attention<mask::causal, turn::interleaved<50000.0>,
                                                                  body::attention_options{.query_bias = true}>>>;  // D
    using injection = inject::concatenate;    // E
    using visibility = view::latest;          // F
    using update = combine::replace;          // G
    using halting = halt::settled<0.03, 32>;  // H
    using exchange = pass::hidden;            // I
};

}  // namespace lathe::variant
