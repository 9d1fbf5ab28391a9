#pragma once
/// \file
/// The iterate starts as the encoding of the input: x_0 = e.

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::init {

struct encoding : role::start {
    static constexpr bool seeded = false;
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto make(auto&, auto const&, auto e, auto const&) { return e; }
    };
};

}  // namespace lathe::init
