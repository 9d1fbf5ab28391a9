#pragma once
/// \file
/// A router mixes old and new row by row: x' = (1 - g) x + g f(u), g = sigmoid(r x) (CoTFormer's mixture of repeats;
/// Mohtashami et al. 2023, arXiv:2310.10845).

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::combine {

struct routed : role::update {
    template <shape S>
    struct at {
        template <class M>
        struct weights {
            matrix<M, 1, S.width> router;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto old, auto now, auto const&) {
            auto const gate = ops.sigmoid(ops.linear(w.router, now));
            return ops.add(old, ops.scale_rows(gate, ops.subtract(now, old)));
        }
    };
};

/// A fixed share of the new value: x' = x + Rate (f(u) - x): a damped step (deep equilibrium solvers).
template <double Rate>
struct damped : role::update {
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto apply(auto& ops, auto const&, auto old, auto now, auto const&) {
            return ops.add(old, ops.scale(ops.subtract(now, old), Rate));
        }
    };
};

}  // namespace lathe::combine
