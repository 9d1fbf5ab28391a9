#pragma once
/// \file
/// Carry and encoding side by side through a matrix: u = A [x; e] (Huginn's adapter, 2 width -> width).

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::inject {

struct concatenate : role::injection {
    template <shape S>
    struct at {
        template <class M>
        struct weights {
            matrix<M, S.width, 2 * S.width> adapter;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x, auto e, auto const&) {
            return ops.linear(w.adapter, ops.beside(x, e));
        }
    };
};

}  // namespace lathe::inject
