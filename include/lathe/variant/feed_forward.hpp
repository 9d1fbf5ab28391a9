#pragma once
/// \file
/// The untied baseline: K blocks one after the other, no loop at all.

#include <lathe/axes.hpp>
#include <lathe/concepts/memory.hpp>
#include <lathe/concepts/with.hpp>

namespace lathe::variant {

/// A plain decoder of K pre-norm blocks (Vaswani et al. 2017, arXiv:1706.03762; Llama's norms and gates).
template <int K = 4>
struct feed_forward {
    using outside = frame::language<>;
    using start = init::encoding;                   // B
    using nest = loop::depth;                       // C
    using cell = body::stack<K, body::pre_norm<>>;  // D
    using injection = inject::none;                 // E
    using visibility = view::own_step;              // F
    using update = combine::replace;                // G
    using halting = halt::after<1>;                 // H
    using exchange = pass::hidden;                  // I
};

/// V as a model: itself, or two plain blocks around it if it runs along positions.
template <class V>
struct standing {
    using type = V;
};
template <memory_variant V>
struct standing<V> {
    using type = with<feed_forward<2>, set::mixer<V>>;
};

}  // namespace lathe::variant
