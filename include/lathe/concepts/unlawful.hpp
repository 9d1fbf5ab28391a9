#pragma once
/// \file
/// Every fault against the laws between axes (concepts/lawful.hpp) is one sentence about what was spelled: `unlawful<V, S>`
/// is what a model derives from when it is not lawful.
///
/// The questions are asked in three rounds, each only of those that passed the one before: all nine roles are there; each
/// holds a policy of its kind; they agree with one another.

#include <lathe/concepts/lawful.hpp>

#include <type_traits>

namespace lathe {

namespace detail {

/// Policies complain about the numbers that they were given when they are instantiated. Here that happens close to who
/// spelled them, and before anything else is asked of them. Their static_asserts stand last, because clang drops what
/// comes after one that has failed.
template <class V>
struct instantiated {};
template <spelled::all V>
struct instantiated<V> {
    static_assert(sizeof(typename V::outside) && sizeof(typename V::start) && sizeof(typename V::nest) &&
                  sizeof(typename V::cell) && sizeof(typename V::injection) && sizeof(typename V::visibility) &&
                  sizeof(typename V::update) && sizeof(typename V::halting) && sizeof(typename V::exchange));
};

template <shape S>
struct missized {
    static_assert(sized<S>, "lathe[shape]: the sizes do not fit; vocab, width, heads and context are positive, width is a multiple of heads, heads of groups");
};

template <class V>
struct incomplete {
    static_assert(spelled::outside<V>, "lathe[variant.outside]: the role 'outside' is missing; spell what surrounds the loop");
    static_assert(spelled::start<V>, "lathe[variant.start]: the role 'start' is missing; spell where the iterate starts");
    static_assert(spelled::nest<V>, "lathe[variant.nest]: the role 'nest' is missing; spell the loop");
    static_assert(spelled::cell<V>, "lathe[variant.cell]: the role 'cell' is missing; spell what is applied");
    static_assert(spelled::injection<V>, "lathe[variant.injection]: the role 'injection' is missing; spell what a step sees besides the carry");
    static_assert(spelled::visibility<V>, "lathe[variant.visibility]: the role 'visibility' is missing; spell which iterations are seen");
    static_assert(spelled::update<V>, "lathe[variant.update]: the role 'update' is missing; spell how old and new merge");
    static_assert(spelled::halting<V>, "lathe[variant.halting]: the role 'halting' is missing; spell when the loop stops");
    static_assert(spelled::exchange<V>, "lathe[variant.exchange]: the role 'exchange' is missing; spell what crosses the border");
};

template <class V>
struct misframed {
    static_assert(kind_of::outside<V>, "lathe[variant.outside]: this is no frame; use one of frame::, as frame::language<>");
    static_assert(kind_of::nest<V>, "lathe[variant.nest]: this is no loop; use one of loop::, as loop::depth");
};

template <class V>
struct misfilled {
    static_assert(kind_of::start<V>, "lathe[variant.start]: this is no start; use one of init::, or none if the nest does not read it");
    static_assert(kind_of::cell<V>, "lathe[variant.cell]: this is no body; use one of body::, or none if the nest does not read it");
    static_assert(kind_of::injection<V>, "lathe[variant.injection]: this is no injection; use one of inject::, or none if the nest does not read it");
    static_assert(kind_of::visibility<V>, "lathe[variant.visibility]: this is no view; use one of view::, or none if the nest does not read it");
    static_assert(kind_of::update<V>, "lathe[variant.update]: this is no update; use one of combine::, or none if the nest does not read it");
    static_assert(kind_of::halting<V>, "lathe[variant.halting]: this is no halting rule; use one of halt::, or none if the nest does not read it");
    static_assert(kind_of::exchange<V>, "lathe[variant.exchange]: this is no exchange; use one of pass::, or none if the nest does not read it");
};

template <class V>
struct misplaced {
    static_assert(law::model<V>, "lathe[law.model]: this variant runs along positions, it is a mixer and no model; put it into a body with set::mixer");
};

template <class V>
struct mixed_up {
    static_assert(law::memory<V>, "lathe[law.memory]: policies of a memory stand beside policies of a loop; frame::projected, init::zero_memory, objective:: and combine::descent belong to loop::position, the others do not");
    static_assert(law::mixer<V>, "lathe[law.mixer]: the mixer of the body is a memory whose own policies do not agree; look at its roles one by one");
};

template <class V, shape S>
struct disagreeing {
    static_assert(law::canvas<V>, "lathe[law.canvas]: some roles are made for a canvas of tokens and some are not; with loop::denoise or loop::blocks use frame::language<{.mask = true}>, init::masked, combine::carry_over, halt::complete and pass::unmask, with other nests none of them");
    static_assert(law::blocks<V>, "lathe[law.blocks]: nest, mask and order differ in their blocks; use loop::blocks<B> with mask::blocks<B> and order::aligned<B>");
    static_assert(law::noise<V>, "lathe[law.noise]: the injection tells how much of a canvas is masked, but nothing is; use it with loop::denoise or loop::blocks");
    static_assert(law::levels<V>, "lathe[law.levels]: cell and nest differ in their number of states; use body::two or body::shared with a hierarchy, a single body with loop::depth");
    static_assert(law::start<V>, "lathe[law.start]: start and nest differ in their number of states; use init::fixed_pair with a hierarchy, any other start with loop::depth");
    static_assert(law::exit<V>, "lathe[law.exit]: tokens halt one by one, but the view hides those that left; use view::latest or view::all_steps, or halt whole sequences");
    static_assert(law::recomputed<V>, "lathe[law.recomputed]: the cell is computed again on the way back, but shows its keys to later rows of the loop, which would see them twice; use view::own_step or view::latest without loop::append, or no body::recomputed");
    static_assert(law::neighbours<V>, "lathe[law.neighbours]: tokens halt one by one, but the cell mixes neighbouring rows; halt whole sequences, or use attention");
    static_assert(law::readout<V>, "lathe[law.readout]: the rule reads logits token by token, but the coda looks at other tokens; halt whole sequences, or drop the coda");
    static_assert(law::depth_code<V>, "lathe[law.depth_code]: the injection has codes for fewer steps than halting allows; give it halting's maximum");
    static_assert(law::maximum<V>, "lathe[law.maximum]: halting allows less than one step; a loop runs at least once");
    static_assert(law::verdict<V>, "lathe[law.verdict]: frame and nest differ in whether a head judges the whole answer; use frame::puzzle with loop::segments, frame::language with loop::depth");
    static_assert(law::rule<V>, "lathe[law.rule]: halting and nest differ in who decides; use halt::q_head with loop::segments, any other rule with loop::depth");
    static_assert(law::thoughts<V>, "lathe[law.thoughts]: the loop appends rows, but the frame has a prelude, a coda or a prefix, which they would not pass; use frame::language without them");
    static_assert(law::alone<V>, "lathe[law.alone]: the loop runs one appended row at a time, but the cell mixes neighbours or looks ahead; use attention with mask::causal");
    static_assert(law::whole_thoughts<V>, "lathe[law.whole_thoughts]: the loop appends rows to sequences, but the rule halts tokens or shares out the answer; use halt::after, or a rule with grain::sequence");
    static_assert(law::border<V>, "lathe[law.border]: nest and exchange differ in whether a row is appended; use pass::hidden, pass::token, pass::mixture or pass::learned with loop::append, pass::hidden with loop::depth");
    static_assert(law::puzzles<V, S>, "lathe[law.puzzles]: the shape has a table of puzzles, but the frame no token for them; use frame::puzzle<1>, or puzzles = 0");
};

template <class V, shape S>
constexpr auto fault() {
    if constexpr (!sized<S>) {
        return static_cast<missized<S>*>(nullptr);
    } else if constexpr (!spelled::all<V>) {
        return static_cast<incomplete<V>*>(nullptr);
    } else if constexpr (!kind_of::frame_and_nest<V>) {
        return static_cast<misframed<V>*>(nullptr);
    } else if constexpr (!kind_of::all<V>) {
        return static_cast<misfilled<V>*>(nullptr);
    } else if constexpr (!law::model<V>) {
        return static_cast<misplaced<V>*>(nullptr);
    } else if constexpr (!law::memory<V> || !law::mixer<V>) {
        return static_cast<mixed_up<V>*>(nullptr);
    } else {
        return static_cast<disagreeing<V, S>*>(nullptr);
    }
}

}  // namespace detail

/// Instantiating it is an error with one sentence.
template <class V, shape S>
using unlawful = std::remove_pointer_t<decltype(detail::fault<V, S>())>;

}  // namespace lathe
