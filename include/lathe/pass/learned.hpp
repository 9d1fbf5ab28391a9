#pragma once
/// \file
/// What crosses the border is always the same: pause tokens (Goyal et al. 2023, arXiv:2310.02226).

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::pass {

/// One learned row for every thought, whatever was thought before.
struct learned : role::exchange {
    static constexpr bool looks = false;  ///< so all thoughts can run at once
    static constexpr bool carries = false;
    template <shape S>
    struct at {
        template <class M>
        struct weights {
            vector<M, S.width, initial::normal<0.02>> pause;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x, auto const&) {
            return ops.spread(w.pause, 0, x.count);
        }
    };
};

}  // namespace lathe::pass
