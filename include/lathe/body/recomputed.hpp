#pragma once
/// \file
/// Training with less memory: a body, or a block of a stack, whose insides are computed again on the way back.

#include <lathe/core/shape.hpp>
#include <lathe/core/types.hpp>

#include <concepts>
#include <type_traits>

namespace lathe::body {

/// Body, of whose applications a tape keeps nothing but what goes in and what comes out; a derivative runs each of them once
/// more (Chen et al. 2016, arXiv:1604.06174). The gradient has the same bits. A step has a third more floating point
/// operations; its tape holds the insides of one application instead of all: of a loop's turn as `recomputed<stack<2>>`, of a
/// block as `stack<8, recomputed<pre_norm<>>>`. Nothing changes outside of training.
///
/// What an iteration shows to others would be shown twice: with view::all_steps, or a loop that appends, this is refused
/// (lathe[law.recomputed]).
template <class Body>
struct recomputed : Body {
    static_assert(!requires { Body::paired; }, "lathe[body.recomputed]: two levels are applied one by one; spell body::shared<body::recomputed<...>>");
    static constexpr bool recomputes = true;
    template <class Mixer>
    using with_mixer = recomputed<typename Body::template with_mixer<Mixer>>;
    template <class Mask>
    using with_mask = recomputed<typename Body::template with_mask<Mask>>;

    template <shape S>
    struct at {
        using applies = typename Body::template at<S>;
        template <class M>
        using weights = typename applies::template weights<M>;

        static constexpr auto apply(auto& ops, auto const& w, auto x, auto const& here) {
            using remembers = std::remove_pointer_t<decltype(here.memory)>;
            if constexpr (std::same_as<remembers, none>) {
                return ops.recompute(x, [&ops, &w, here](auto again) { return applies::apply(ops, w, again, here); });
            } else {
                return applies::apply(ops, w, x, here);
            }
        }
    };
};

}  // namespace lathe::body
