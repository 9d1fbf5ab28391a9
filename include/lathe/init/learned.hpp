#pragma once
/// \file
/// The iterate starts as one vector for all positions, trained or fixed.

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::init {

/// x_0 = v for every row.
struct learned : role::start {
    static constexpr bool seeded = false;
    template <shape S>
    struct at {
        template <class M>
        struct weights {
            vector<M, S.width, initial::normal<0.02>> state;
        };
        static constexpr auto make(auto& ops, auto const& w, auto e, auto const&) {
            return ops.spread(w.state, 0, e.count);
        }
    };
};

/// Two vectors that are drawn once (truncated normal, deviation 1) and never trained: the carry of HRM and TRM.
struct fixed_pair : role::start {
    static constexpr bool seeded = false;
    static constexpr bool paired = true;  ///< two states
    template <shape S>
    struct at {
        template <class M>
        struct weights {
            constant<M, 1, S.width, initial::truncated<1.0>> high;
            constant<M, 1, S.width, initial::truncated<1.0>> low;
        };
        static constexpr auto high(auto& ops, auto const& w, int count) { return ops.spread(w.high, 0, count); }
        static constexpr auto low(auto& ops, auto const& w, int count) { return ops.spread(w.low, 0, count); }
    };
};

}  // namespace lathe::init
