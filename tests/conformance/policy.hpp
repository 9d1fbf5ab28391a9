#pragma once
/// \file
/// What every policy promises: it fills its role in a variant, and the gradient of that variant is right.

#include <lathe/variant/feed_forward.hpp>

#include "conformance/trial.hpp"

namespace lathe::test {

/// A variant of one state, along depth.
struct single {
    using outside = frame::language<frame::language_options{.prelude = 1, .coda = 1}>;
    using start = init::encoding;
    using nest = loop::depth;
    using cell = body::stack<1>;
    using injection = inject::add;
    using visibility = view::latest;
    using update = combine::replace;
    using halting = halt::after<3>;
    using exchange = pass::hidden;
};

/// A variant that appends thoughts.
struct thinking {
    using outside = frame::language<>;
    using start = none;
    using nest = loop::append;
    using cell = body::stack<1>;
    using injection = none;
    using visibility = none;
    using update = none;
    using halting = halt::after<3>;
    using exchange = pass::hidden;
};

/// A variant of two states, in segments.
struct paired {
    using outside = frame::puzzle<1>;
    using start = init::fixed_pair;
    using nest = loop::segments<loop::hierarchy<2, 2>>;
    using cell = body::two<body::stack<1, body::post_norm<body::attention<mask::full>>>>;
    using injection = inject::add;
    using visibility = none;
    using update = none;
    using halting = halt::q_head<3>;
    using exchange = none;
};

/// A memory along positions; it stands in two plain blocks.
struct remembering {
    using outside = frame::projected<frame::projected_options{.taps = 2, .rate = 1.0, .gated = true}>;
    using start = init::zero_memory;
    using nest = loop::position<2>;
    using cell = objective::squared;
    using injection = none;
    using visibility = none;
    using update = combine::descent<retain::whole>;
    using halting = none;
    using exchange = none;
};

/// Variants whose carry is a canvas of tokens, as a whole and in blocks.
struct denoising {
    using outside = frame::language<frame::language_options{.mask = true}>;
    using start = init::masked;
    using nest = loop::denoise;
    using cell = body::stack<1, body::pre_norm<body::attention<mask::full>>>;
    using injection = inject::none;
    using visibility = none;
    using update = combine::carry_over;
    using halting = halt::complete;
    using exchange = pass::unmask<>;
};
struct blockwise : denoising {
    using nest = loop::blocks<3>;
    using cell = body::stack<1, body::pre_norm<body::attention<mask::blocks<3>>>>;
    using visibility = view::latest;
    using exchange = pass::unmask<select::first_hitting, remask::none, order::aligned<3>>;
};

/// The parts of blocks have no role of their own: how a policy P stands in a block.
namespace part {

template <class P>
concept block = requires { typename P::template at<tiny>; } && requires { typename P::block; };
template <class P>
concept mixer = requires { typename P::template at<tiny>; P::layers; P::ordered; } && !block<P>;
template <class P>
concept feed_forward = requires { typename P::template at<tiny>; P::neighbours; } && !mixer<P> && !block<P>;

template <class P>
struct changed {};
template <block P>
struct changed<P> {
    using type = set::cell<body::stack<1, P>>;
};
template <mixer P>
struct changed<P> {
    using type = set::cell<body::stack<1, body::pre_norm<P>>>;
};
template <feed_forward P>
struct changed<P> {
    using type = set::cell<body::stack<1, body::pre_norm<body::attention<>, P>>>;
};

}  // namespace part

/// The change that puts P into a variant: by its role, or as a part of a block.
template <class P>
struct change : part::changed<P> {};
template <class P>
    requires role::fills<P, role::outside>
struct change<P> {
    using type = set::outside<P>;
};
template <class P>
    requires role::fills<P, role::start>
struct change<P> {
    using type = set::start<P>;
};
template <class P>
    requires role::fills<P, role::nest>
struct change<P> {
    using type = set::nest<P>;
};
template <class P>
    requires role::fills<P, role::cell>
struct change<P> {
    using type = set::cell<P>;
};
template <class P>
    requires role::fills<P, role::injection>
struct change<P> {
    using type = set::injection<P>;
};
template <class P>
    requires role::fills<P, role::visibility>
struct change<P> {
    using type = set::visibility<P>;
};
template <class P>
    requires role::fills<P, role::update>
struct change<P> {
    using type = set::update<P>;
};
template <class P>
    requires role::fills<P, role::halting>
struct change<P> {
    using type = set::halting<P>;
};
template <class P>
    requires role::fills<P, role::exchange>
struct change<P> {
    using type = set::exchange<P>;
};

/// Norms, masks, rotary positions and activations, whose folder says what they are.
template <class N>
using norm_change = set::cell<body::stack<1, body::pre_norm<body::attention<>, body::swiglu<>, N>>>;
template <class M>
using mask_change = set::mask<M>;
template <class T>
using turn_change = set::cell<body::stack<1, body::pre_norm<body::attention<mask::causal, T>>>>;
template <class R>
struct retained {
    using type = set::update<combine::descent<R>>;
};
template <>
struct retained<retain::timed>;
template <class R>
using retain_change = typename retained<R>::type;
template <class F>
using feature_change = set::outside<frame::projected<frame::projected_options{.rate = 1.0}, F>>;
template <class A>
using activation_change = set::cell<body::stack<1, body::pre_norm<body::attention<>, body::perceptron<A, true>>>>;

/// Several changes as one.
template <class... Changes>
struct together {
    template <class V>
    struct on : with<V, Changes...> {};
};

/// What some parts of memories need beside them: rows that only certain fronts have.
template <>
struct change<frame::projected<>> {
    using type = together<set::outside<frame::projected<>>, set::cell<objective::inner_product>>;
};
template <>
struct retained<retain::timed> {
    using type = together<set::outside<frame::state_space<>>, set::update<combine::descent<retain::timed>>>;
};
template <class P>
using with_two_keys = together<set::outside<P>, set::cell<objective::split>,
                               set::update<combine::descent<retain::whole, point::raw>>>;
template <>
struct change<frame::token_shifted<>> {
    using type = with_two_keys<frame::token_shifted<>>;
};
template <>
struct change<objective::split> {
    using type = with_two_keys<frame::token_shifted<frame::token_shifted_options{.rate_rank = 2, .gate_rank = 2}>>;
};
template <>
struct change<combine::momentum<>> {
    using type = together<set::outside<frame::neural_memory<>>, set::update<combine::momentum<>>>;
};
template <>
struct change<combine::paced> {
    using type = together<set::outside<frame::neural_memory<>>, set::update<combine::paced>>;
};

/// The first host that is lawful with the change.
template <class Change, class... Hosts>
struct host;
template <class Change, class Host, class... More>
struct host<Change, Host, More...> : host<Change, More...> {};
template <class Change, class Host, class... More>
    requires lawful<typename variant::standing<with<Host, Change>>::type, tiny>
struct host<Change, Host, More...> {
    using type = typename variant::standing<with<Host, Change>>::type;
};

template <class Change>
void check_change() {
    using changed_type = typename host<Change, single, thinking, paired, remembering, denoising, blockwise>::type;
    using model_type = model<changed_type, tiny>;
    check_gradient<model_type>(model_type::maximum < 3 ? model_type::maximum : 3);
    if constexpr (continues_exactly<model_type>) {
        check_decoding<model_type>();
    }
}
template <class P>
void check_policy() {
    check_change<typename change<P>::type>();
}

template <class P>
void check_if_policy() {
    if constexpr (requires { typename change<P>::type; }) {
        check_policy<P>();
    }
}

}  // namespace lathe::test
