#pragma once
/// \file
/// What crosses the border is the most likely symbol: an explicit chain of thought, decoded greedily.

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::pass {

/// The row of the next thought is the embedding of argmax(logits), the first of equals.
struct token : role::exchange {
    static constexpr bool looks = true;
    static constexpr bool carries = false;
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto apply(auto& ops, auto const&, auto x, auto const& around) {
            return around.template mixed<1>(ops, around.readout(ops, x));
        }
    };
};

}  // namespace lathe::pass
