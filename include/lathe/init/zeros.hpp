#pragma once
/// \file
/// The iterate starts at zero: x_0 = 0 (Yang et al. 2023, arXiv:2311.12424; deep equilibrium models).

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::init {

struct zeros : role::start {
    static constexpr bool seeded = false;
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto make(auto& ops, auto const&, auto e, auto const&) {
            return ops.template filled<S.width>(e.count, 0.0);
        }
    };
};

}  // namespace lathe::init
