#pragma once
/// \file
/// Bodies made of blocks: a stack with its own weights per layer, a finished stack, one for two levels or two of them.

#include <lathe/body/block.hpp>
#include <lathe/concepts/role.hpp>

namespace lathe::body {

/// N blocks one after the other, each with weights of its own.
template <int N, class Block = pre_norm<>>
struct stack : role::cell {
    using block = Block;
    static constexpr int layers = N * Block::layers;
    static constexpr bool neighbours = Block::neighbours;
    static constexpr bool ordered = Block::ordered;
    template <class Mixer>
    using with_mixer = stack<N, typename Block::template with_mixer<Mixer>>;
    template <class Mask>
    using with_mask = stack<N, typename Block::template with_mask<Mask>>;

    template <shape S>
    struct at {
        using applies = typename Block::template at<S>;
        template <class M>
        using weights = list<typename applies::template weights<M>, N>;

        static constexpr auto apply(auto& ops, auto const& w, auto x, auto const& here) {
            if constexpr (N > 0) {
                for (int i = 0; i < N; ++i) {
                    x = ops.scope([&] {
                        return applies::apply(ops, w[i], x, here.in_layer(here.layer + i * Block::layers));
                    });
                }
            }
            return x;
        }
    };

    static_assert(N >= 0, "lathe[body.stack]: the number of blocks is negative; none is 0");
    static_assert(sizeof(Block) > 0);  // here its own complaints are close to who spelled it
};

/// A stack whose output passes a norm: what a looped GPT feeds back (Yang et al. 2023, Ouro).
template <class Stack, class Norm = norm::rms<>>
struct finished : role::cell {
    using block = typename Stack::block;
    static constexpr bool recomputes = requires { requires Stack::recomputes; };
    static constexpr int layers = Stack::layers;
    static constexpr bool neighbours = Stack::neighbours;
    static constexpr bool ordered = Stack::ordered;
    template <class Mixer>
    using with_mixer = finished<typename Stack::template with_mixer<Mixer>, Norm>;
    template <class Mask>
    using with_mask = finished<typename Stack::template with_mask<Mask>, Norm>;

    template <shape S>
    struct at {
        using applies = typename Stack::template at<S>;
        using norms = typename Norm::template at<S>;
        template <class M>
        struct weights {
            typename applies::template weights<M> stack;
            typename norms::template weights<M> norm;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x, auto const& here) {
            return norms::apply(ops, w.norm, applies::apply(ops, w.stack, x, here));
        }
    };
};

/// What cells for the two levels of a hierarchy have in common.
template <template <class> class Form, class Body>
struct levels_of : role::cell {
    using block = typename Body::block;
    static constexpr bool paired = true;
    static constexpr int layers = Body::layers;
    static constexpr bool neighbours = Body::neighbours;
    static constexpr bool ordered = Body::ordered;
    template <class Mixer>
    using with_mixer = Form<typename Body::template with_mixer<Mixer>>;
    template <class Mask>
    using with_mask = Form<typename Body::template with_mask<Mask>>;
};

/// Two bodies for the two levels of a hierarchy (HRM).
template <class Body>
struct two : levels_of<two, Body> {
    static constexpr bool tied = false;

    template <shape S>
    struct at {
        using applies = typename Body::template at<S>;
        template <class M>
        struct weights {
            typename applies::template weights<M> high;
            typename applies::template weights<M> low;
        };
        static constexpr auto high(auto& ops, auto const& w, auto x, auto const& here) {
            return applies::apply(ops, w.high, x, here);
        }
        static constexpr auto low(auto& ops, auto const& w, auto x, auto const& here) {
            return applies::apply(ops, w.low, x, here);
        }
    };
};

/// One body for both levels of a hierarchy (TRM).
template <class Body>
struct shared : levels_of<shared, Body> {
    static constexpr bool tied = true;

    template <shape S>
    struct at {
        using applies = typename Body::template at<S>;
        template <class M>
        struct weights {
            typename applies::template weights<M> both;
        };
        static constexpr auto high(auto& ops, auto const& w, auto x, auto const& here) {
            return applies::apply(ops, w.both, x, here);
        }
        static constexpr auto low(auto& ops, auto const& w, auto x, auto const& here) {
            return applies::apply(ops, w.both, x, here);
        }
    };
};

}  // namespace lathe::body
