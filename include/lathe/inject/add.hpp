#pragma once
/// \file
/// The encoding is added at every step: u = x + e (Yang et al. 2023, arXiv:2311.12424; HRM, TRM).

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::inject {

struct add : role::injection {
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto apply(auto& ops, auto const&, auto x, auto e, auto const&) { return ops.add(x, e); }
    };
};

}  // namespace lathe::inject
