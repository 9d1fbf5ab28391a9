#pragma once
/// \file
/// A block without attention: a gated feed-forward along the positions of a sequence, then one along its channels.

#include <lathe/body/block.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::body {

/// x = (Norm(x^T + T_down (silu(T_gate x^T) * T_up x^T)))^T over the L positions of a sequence; then
/// x = Norm(x + FeedForward(x)) over its channels, with weightless RMS norms: TRM's mlp_t (Jolicoeur-Martineau 2025,
/// arXiv:2510.04871). L = context + Prefix; a sequence of any other length throws std::invalid_argument. Inner is the
/// width between the two matrices along positions. Shapes: L x width -> L x width, sequence by sequence.
template <int Inner, int Prefix = 0, class FeedForward = swiglu<>, double Epsilon = 1e-5>
struct token_mixer {
    using norm = lathe::norm::rms<false, Epsilon>;
    using block = token_mixer;
    static constexpr int layers = 0;
    static constexpr bool neighbours = true;
    static constexpr bool ordered = false;
    static constexpr bool fixed_length = true;  ///< every sequence has exactly the context's length
    /// With a mixer that looks at positions by itself this is a block of TRM's other form.
    template <class Other>
    using with_mixer = post_norm<Other, FeedForward, norm>;
    template <class Mask>
    struct masked {
        static_assert(!Mask::ordered,
                      "lathe[body.token_mixer]: a mixer along positions sees all of them; keep mask::full");
        using type = token_mixer;
    };
    template <class Mask>
    using with_mask = typename masked<Mask>::type;

    template <shape S>
    struct at {
        using feeds = typename FeedForward::template at<S>;
        static constexpr int positions = S.context + Prefix;

        template <class M>
        struct mixing {
            matrix<M, Inner, positions> gate;
            matrix<M, Inner, positions> up;
            matrix<M, positions, Inner> down;
        };
        template <class M>
        struct weights {
            mixing<M> tokens;
            typename feeds::template weights<M> feed_forward;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x, auto const& here) {
            auto const along = ops.template exchange_axes<positions>(x, here.at);
            auto const mixed = ops.linear(
                w.tokens.down, ops.silu_times(ops.linear(w.tokens.gate, along), ops.linear(w.tokens.up, along)));
            auto const a = ops.template exchange_axes<S.width>(ops.rms_norm(ops.add(along, mixed), Epsilon));
            return ops.rms_norm(ops.add(a, feeds::apply(ops, w.feed_forward, a, here)), Epsilon);
        }
    };

    static_assert(Inner >= 1 && Prefix >= 0, "lathe[body.token_mixer]: Inner is at least 1, Prefix at least 0");
};

}  // namespace lathe::body
