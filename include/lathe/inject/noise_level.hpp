#pragma once
/// \file
/// A denoiser is told how much of its canvas is masked: u = x + v_l, l = s (Levels - 1) rounded, where s = 1 - alpha(t) in
/// [0, 1] is the chance with which the schedule masks a symbol at time t, and v a learned vector for each level (the time
/// embedding of D3PM; Austin et al. 2021, arXiv:2107.03006). In blocks each block has its own s, and finished ones have 0.
/// A run that is not told s takes it for 0. Without it, as masks show how many there are, the variants use inject::none.

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::inject {

template <int Levels = 64>
struct noise_level : role::injection {
    static constexpr bool tells_noise = true;
    template <shape S>
    struct at {
        template <class M>
        struct weights {
            table<M, Levels, S.width, initial::sinusoid> level;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x, auto, auto const& here) {
            return ops.add(x, here.noise.empty() ? ops.spread(w.level, 0, x.count) : ops.lookup_share(w.level, here.noise));
        }
    };
    static_assert(Levels >= 2, "lathe[inject.noise_level]: you wrote fewer than two levels; a canvas has at least a clean and a masked one");
};

}  // namespace lathe::inject
