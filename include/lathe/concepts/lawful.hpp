#pragma once
/// \file
/// The laws between axes, checked at the front door. `lawful<V, S>` answers and never fails; what is said when the answer is
/// no stands in concepts/unlawful.hpp.

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
/// The cell, or the blocks it is made of, are computed again on the way back.
template <class V>
inline constexpr bool recomputes = requires { requires V::cell::recomputes; } || requires { requires V::cell::block::recomputes; };
template <class V>
concept recomputed = !recomputes<V> || !(appends<V> || requires { requires V::visibility::across; });
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
              exit<V> && recomputed<V> && neighbours<V> && readout<V> && depth_code<V> && maximum<V> && verdict<V> && rule<V> &&
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

}  // namespace lathe
