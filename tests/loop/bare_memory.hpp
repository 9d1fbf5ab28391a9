#pragma once
/// \file
/// Memories without a front: their rows are given.

#include <lathe/concepts/memory.hpp>
#include <lathe/lathe.hpp>

namespace lathe::test {

/// A front that only says how large a memory is.
template <memory::sizes Sizes>
struct sized_front : role::outside {
    static constexpr bool memory = true;
    template <class V, shape S>
    struct at {
        static constexpr memory::sizes sizes = Sizes;
        static constexpr memory::reading reads = memory::reading::after;
        static constexpr int tail = 0;
        template <class M>
        using weights = no_weights;
    };
};
/// A retention whose decays are given.
template <memory::decay Decays>
struct given_retention {
    static constexpr memory::decay decays = Decays;
    template <shape S, memory::sizes D>
    struct at {
        template <class M>
        using weights = no_weights;
    };
};
template <memory::sizes Sizes, class Objective, class Update, int Chunk = 1>
struct bare_memory {
    using outside = sized_front<Sizes>;
    using start = init::zero_memory;
    using nest = loop::position<Chunk>;
    using cell = Objective;
    using injection = none;
    using visibility = none;
    using update = Update;
    using halting = none;
    using exchange = none;
};
template <memory::sizes Sizes, class Objective, class Update, int Chunk = 1>
using bare = typename loop::position<Chunk>::template at<bare_memory<Sizes, Objective, Update, Chunk>, shape{}>;

}  // namespace lathe::test
