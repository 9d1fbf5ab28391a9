#pragma once
/// \file
/// Blocks: a mixer and a feed-forward around a residual stream, in the four norm forms of the field, and stacks of them.

#include <lathe/body/attention.hpp>
#include <lathe/body/feed_forward.hpp>
#include <lathe/body/norm.hpp>
#include <lathe/body/recurrent.hpp>

namespace lathe::body {

/// What all blocks have in common: a mixer, which may be spelled as the variant of a memory, a feed-forward, and where
/// they look; how parts are replaced.
template <template <class, class, class> class Form, class Mixer, class FeedForward, class Norm>
struct block_of {
    using norm = Norm;
    using block = Form<Mixer, FeedForward, Norm>;
    using mixer = mixer_of<Mixer>;
    static constexpr int layers = mixer::layers;
    static constexpr bool neighbours = mixer::neighbours || FeedForward::neighbours;
    static constexpr bool ordered = mixer::ordered;
    static constexpr int block_length = [] {
        if constexpr (requires { mixer::block_length; }) {
            return mixer::block_length;
        } else {
            return 0;
        }
    }();
    template <class Other>
    using with_mixer = Form<Other, FeedForward, Norm>;
    template <class Mask>
    using with_mask = Form<typename mixer::template with_mask<Mask>, FeedForward, Norm>;
};

/// x += Mixer(Norm(x)); x += FeedForward(Norm(x)): GPT-2, Llama.
template <class Mixer = attention<>, class FeedForward = swiglu<>, class Norm = norm::rms<>>
struct pre_norm : block_of<pre_norm, Mixer, FeedForward, Norm> {
    template <shape S>
    struct at {
        using mixes = typename mixer_of<Mixer>::template at<S>;
        using feeds = typename FeedForward::template at<S>;
        using norms = typename Norm::template at<S>;
        template <class M>
        struct weights {
            typename norms::template weights<M> attention_norm;
            typename mixes::template weights<M> attention;
            typename norms::template weights<M> feed_forward_norm;
            typename feeds::template weights<M> feed_forward;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x, auto const& here) {
            auto const a = ops.add(x, mixes::apply(ops, w.attention, norms::apply(ops, w.attention_norm, x), here));
            return ops.add(
                a, feeds::apply(ops, w.feed_forward, norms::apply(ops, w.feed_forward_norm, a), here));
        }
    };
};

/// x = Norm(x + Mixer(x)); x = Norm(x + FeedForward(x)): the first Transformer, HRM, TRM.
template <class Mixer = attention<>, class FeedForward = swiglu<>, class Norm = norm::rms<>>
struct post_norm : block_of<post_norm, Mixer, FeedForward, Norm> {
    template <shape S>
    struct at {
        using mixes = typename mixer_of<Mixer>::template at<S>;
        using feeds = typename FeedForward::template at<S>;
        using norms = typename Norm::template at<S>;
        template <class M>
        struct weights {
            typename mixes::template weights<M> attention;
            typename norms::template weights<M> attention_norm;
            typename feeds::template weights<M> feed_forward;
            typename norms::template weights<M> feed_forward_norm;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x, auto const& here) {
            auto const a =
                norms::apply(ops, w.attention_norm, ops.add(x, mixes::apply(ops, w.attention, x, here)));
            return norms::apply(ops, w.feed_forward_norm, ops.add(a, feeds::apply(ops, w.feed_forward, a, here)));
        }
    };
};

/// x = Norm2(x + Mixer(Norm1(x))); x = Norm4(x + FeedForward(Norm3(x))): the stream itself is normalised (Huginn).
template <class Mixer = attention<>, class FeedForward = swiglu<>, class Norm = norm::rms<>>
struct sandwich : block_of<sandwich, Mixer, FeedForward, Norm> {
    template <shape S>
    struct at {
        using mixes = typename mixer_of<Mixer>::template at<S>;
        using feeds = typename FeedForward::template at<S>;
        using norms = typename Norm::template at<S>;
        template <class M>
        struct weights {
            typename norms::template weights<M> norm_1;
            typename mixes::template weights<M> attention;
            typename norms::template weights<M> norm_2;
            typename norms::template weights<M> norm_3;
            typename feeds::template weights<M> feed_forward;
            typename norms::template weights<M> norm_4;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x, auto const& here) {
            auto const mixed = mixes::apply(ops, w.attention, norms::apply(ops, w.norm_1, x), here);
            auto const a = norms::apply(ops, w.norm_2, ops.add(x, mixed));
            auto const fed = feeds::apply(ops, w.feed_forward, norms::apply(ops, w.norm_3, a), here);
            return norms::apply(ops, w.norm_4, ops.add(a, fed));
        }
    };
};

/// x += Norm2(Mixer(Norm1(x))); x += Norm4(FeedForward(Norm3(x))): the branch is normalised, the stream is not (Ouro).
template <class Mixer = attention<>, class FeedForward = swiglu<>, class Norm = norm::rms<>>
struct sandwich_inside : block_of<sandwich_inside, Mixer, FeedForward, Norm> {
    template <shape S>
    struct at : sandwich<Mixer, FeedForward, Norm>::template at<S> {
        using base = typename sandwich<Mixer, FeedForward, Norm>::template at<S>;
        static constexpr auto apply(auto& ops, auto const& w, auto x, auto const& here) {
            auto const mixed = base::mixes::apply(ops, w.attention, base::norms::apply(ops, w.norm_1, x), here);
            auto const a = ops.add(x, base::norms::apply(ops, w.norm_2, mixed));
            auto const fed = base::feeds::apply(ops, w.feed_forward, base::norms::apply(ops, w.norm_3, a), here);
            return ops.add(a, base::norms::apply(ops, w.norm_4, fed));
        }
    };
};

}  // namespace lathe::body
