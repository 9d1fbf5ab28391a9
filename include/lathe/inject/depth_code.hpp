#pragma once
/// \file
/// A code of position and step is added at every step: u = x + p(position) + p(step) (Dehghani et al. 2018,
/// arXiv:1807.03819), or a learned vector per step.

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::inject {

/// Sinusoidal codes for positions and for up to Steps steps, not trained.
template <int Steps>
struct depth_code : role::injection {
    static constexpr int steps = Steps;
    template <shape S>
    struct at {
        template <class M>
        struct weights {
            constant<M, S.context, S.width, initial::sinusoid> position;
            constant<M, Steps, S.width, initial::sinusoid> step;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x, auto, auto const& here) {
            auto const placed = ops.add(x, ops.lookup_position(w.position, here.at));
            return ops.add(placed, ops.spread(w.step, here.step, x.count));
        }
    };
};

/// A learned vector for each of Steps steps: u = x + v_step (CoTFormer, Mixture-of-Recursions).
template <int Steps>
struct learned_depth : role::injection {
    static constexpr int steps = Steps;
    template <shape S>
    struct at {
        template <class M>
        struct weights {
            table<M, Steps, S.width> step;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x, auto, auto const& here) {
            return ops.add(x, ops.spread(w.step, here.step, x.count));
        }
    };
};

}  // namespace lathe::inject
