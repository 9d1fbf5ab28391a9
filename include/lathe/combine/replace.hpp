#pragma once
/// \file
/// The new value takes the place of the old one: x' = f(u).

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::combine {

struct replace : role::update {
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto apply(auto&, auto const&, auto, auto now, auto const&) { return now; }
    };
};

}  // namespace lathe::combine
