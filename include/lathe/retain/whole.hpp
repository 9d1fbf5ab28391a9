#pragma once
/// \file
/// Retention that forgets nothing.

#include <lathe/core/leaf.hpp>
#include <lathe/core/memory.hpp>
#include <lathe/core/shape.hpp>
#include <lathe/core/types.hpp>

namespace lathe::retain {

/// S~ = S
struct whole {
    static constexpr memory::decay decays = memory::decay::none;
    template <shape S, memory::sizes D>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto logarithm(auto&, auto const&, auto, int) { return none{}; }
    };
};

}  // namespace lathe::retain
