#pragma once
/// \file
/// The laws between axes, checked at the front door: every fault is one sentence about what was spelled.
///
/// `lawful<V, S>` answers and never fails; `unlawful<V, S>` is what a model derives from when the answer is no, and says
/// why. The questions are asked in three rounds, each only of those that passed the one before: all nine roles are
/// there; each holds a policy of its kind; they agree with one another.

#include <lathe/concepts/grain.hpp>
#include <lathe/concepts/memory.hpp>
#include <lathe/concepts/role.hpp>
#include <lathe/core/shape.hpp>
#include <lathe/core/types.hpp>

#include <type_traits>

namespace lathe {

/// V has a member of this name.
namespace spelled {

template <class V>
concept outside = requires { typename V::outside; };
template <class V>
concept start = requires { typename V::start; };
template <class V>
concept nest = requires { typename V::nest; };
template <class V>
concept cell = requires { typename V::cell; };
template <class V>
concept injection = requires { typename V::injection; };
template <class V>
concept visibility = requires { typename V::visibility; };
template <class V>
concept update = requires { typename V::update; };
template <class V>
concept halting = requires { typename V::halting; };
template <class V>
concept exchange = requires { typename V::exchange; };

template <class V>
concept all = outside<V> && start<V> && nest<V> && cell<V> && injection<V> && visibility<V> && update<V> && halting<V> &&
              exchange<V>;

}  // namespace spelled

/// The member holds a policy of its kind, or `none` where the nest does not read it.
namespace kind_of {

template <class P, class Role, bool Read>
inline constexpr bool fitting = Read ? role::fills<P, Role> : std::is_same_v<P, none>;

template <class V>
concept outside = role::fills<typename V::outside, role::outside>;
template <class V>
concept nest = role::fills<typename V::nest, role::nest>;
template <class V>
concept start = fitting<typename V::start, role::start, V::nest::reads.start>;
template <class V>
concept cell = fitting<typename V::cell, role::cell, V::nest::reads.cell>;
template <class V>
concept injection = fitting<typename V::injection, role::injection, V::nest::reads.injection>;
template <class V>
concept visibility = fitting<typename V::visibility, role::visibility, V::nest::reads.visibility>;
template <class V>
concept update = fitting<typename V::update, role::update, V::nest::reads.update>;
template <class V>
concept halting = fitting<typename V::halting, role::halting, V::nest::reads.halting>;
template <class V>
concept exchange = fitting<typename V::exchange, role::exchange, V::nest::reads.exchange>;

template <class V>
concept frame_and_nest = spelled::all<V> && outside<V> && nest<V>;
template <class V>
concept all = frame_and_nest<V> && start<V> && cell<V> && injection<V> && visibility<V> && update<V> && halting<V> &&
              exchange<V>;

}  // namespace kind_of

/// Roles that are right alone and may be wrong together.
namespace law {

/// P is made for the two states of a hierarchy.
template <class P>
inline constexpr bool two_states = requires { requires P::paired; };

/// Tokens leave the loop one by one.
template <class V>
inline constexpr bool tokens_leave = requires {
    requires V::halting::judges;
    requires V::halting::granularity == grain::token;
};

/// The nest appends rows to sequences.
template <class V>
inline constexpr bool appends = requires { requires V::nest::appends; };

template <class V>
concept levels = two_states<typename V::cell> == two_states<typename V::nest>;
template <class V>
concept start = two_states<typename V::start> == two_states<typename V::nest>;
template <class V>
concept exit = !tokens_leave<V> || requires { requires V::visibility::after_exit; };
template <class V>
concept neighbours = !tokens_leave<V> || !V::cell::neighbours;
template <class V>
concept readout = !(tokens_leave<V> && V::halting::reads_out) || V::outside::coda_blocks == 0;
template <class V>
concept depth_code = !requires { V::injection::steps; } || requires {
    requires V::injection::steps >= V::halting::maximum;
};
template <class V>
concept maximum = !requires { V::halting::maximum; } || requires { requires V::halting::maximum >= (appends<V> ? 0 : 1); };
template <class V>
concept verdict = V::outside::answers_whole == two_states<typename V::nest>;
template <class V>
concept rule = requires { V::halting::stops(0.0, 0.0); } == two_states<typename V::nest>;
template <class V>
concept thoughts = !appends<V> || (V::outside::prelude_blocks == 0 && V::outside::coda_blocks == 0 && V::outside::prefix == 0);
template <class V>
concept alone = !appends<V> || (V::cell::ordered && !V::cell::neighbours);
template <class V>
concept whole_thoughts = !appends<V> || (!V::halting::shares && !tokens_leave<V>);
/// The exchange can make the row of a thought, and can hand on a state as it is.
template <class V>
inline constexpr bool makes_thoughts = requires { V::exchange::looks; };
template <class V>
inline constexpr bool carries = requires { requires V::exchange::carries; };
template <class V>
concept border = (appends<V> ? makes_thoughts<V> : !makes_thoughts<V> || carries<V>);

/// V is a model's variant: it runs along something else than positions.
template <class V>
concept model = !memory_variant<V>;
/// The parts of a memory are those of a memory, and a model's are not.
template <class P>
inline constexpr bool of_memory = requires { requires P::memory; };
template <class V>
concept memory = of_memory<typename V::outside> == memory_variant<V> && of_memory<typename V::start> == memory_variant<V> &&
                 of_memory<typename V::cell> == memory_variant<V> && of_memory<typename V::update> == memory_variant<V>;
/// The mixer of the cell's blocks, if it is a memory, is a lawful one.
template <class V>
concept mixer = !requires { V::cell::block::mixer::fits; } || requires { requires V::cell::block::mixer::fits; };

/// P is made for a canvas of tokens.
template <class P>
inline constexpr bool of_canvas = requires { requires P::canvas; };
template <class V>
concept canvas = of_canvas<typename V::start> == of_canvas<typename V::nest> &&
                 of_canvas<typename V::update> == of_canvas<typename V::nest> &&
                 of_canvas<typename V::halting> == of_canvas<typename V::nest> &&
                 of_canvas<typename V::exchange> == of_canvas<typename V::nest> &&
                 requires { requires V::outside::masks; } == of_canvas<typename V::nest>;
template <class V>
constexpr bool blocks_agree() {
    if constexpr (requires { requires V::nest::block > 0; }) {
        return V::cell::block::block_length == V::nest::block && V::exchange::order::block == V::nest::block &&
               V::exchange::order::from_start;
    } else {
        return true;
    }
}
template <class V>
concept blocks = blocks_agree<V>();

/// The injection tells how much of a canvas is masked.
template <class V>
inline constexpr bool tells_noise = requires { requires V::injection::tells_noise; };
template <class V>
concept noise = !tells_noise<V> || of_canvas<typename V::nest>;

template <class V>
concept all = kind_of::all<V> && model<V> && memory<V> && mixer<V> && canvas<V> && blocks<V> && noise<V> && levels<V> && start<V> &&
              exit<V> && neighbours<V> && readout<V> && depth_code<V> && maximum<V> && verdict<V> && rule<V> &&
              thoughts<V> && alone<V> && whole_thoughts<V> && border<V>;

}  // namespace law

/// The sizes are positive, and multiples of one another where they have to be.
template <shape S>
concept sized = consistent(S);

namespace law {

template <class V, shape S>
concept puzzles = S.puzzles == 0 || V::outside::prefix > 0;

}  // namespace law

/// V may be instantiated at S.
template <class V, shape S>
concept lawful = sized<S> && law::all<V> && law::puzzles<V, S>;

/// V may stand in a body as a mixer.
template <class V>
concept lawful_memory = memory_variant<V> && kind_of::all<V> && law::memory<V>;

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
