#pragma once
/// \file
/// K layers, L loops: the same blocks applied L times to the same positions.

#include <lathe/axes.hpp>

namespace lathe::variant {

/// Saunshi et al. 2025, arXiv:2502.17416. No injection, no step code, trained at a fixed number of loops.
template <int K = 1, int L = 4>
struct looped {
    using outside = frame::language<>;
    using start = init::encoding;                   // B
    using nest = loop::depth;                       // C
    using cell = body::stack<K, body::pre_norm<>>;  // D
    using injection = inject::none;                 // E
    using visibility = view::own_step;              // F
    using update = combine::replace;                // G
    using halting = halt::after<L>;                 // H
    using exchange = pass::hidden;                  // I
};

}  // namespace lathe::variant
