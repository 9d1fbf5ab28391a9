#pragma once
/// \file
/// What crosses the border between turns is the hidden state itself.

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::pass {

/// Where the loop appends: the row of the next thought is the state of the row before it, without any map (Coconut).
struct hidden : role::exchange {
    static constexpr bool looks = true;    ///< reads the state of the row before
    static constexpr bool carries = true;  ///< hands the state itself on, as a loop along depth does
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto apply(auto&, auto const&, auto x, auto const&) { return x; }
    };
};

}  // namespace lathe::pass
