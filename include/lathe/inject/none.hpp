#pragma once
/// \file
/// The step sees the carry alone: u = x.

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::inject {

struct none : role::injection {
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto apply(auto&, auto const&, auto x, auto, auto const&) { return x; }
    };
};

}  // namespace lathe::inject
