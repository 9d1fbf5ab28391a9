#pragma once
/// \file
/// The laws between axes, checked at the front door: every fault is one sentence about what was spelled.

#include <lathe/concepts/grain.hpp>
#include <lathe/concepts/role.hpp>
#include <lathe/core/shape.hpp>
#include <lathe/core/types.hpp>

#include <type_traits>

namespace lathe {

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

}  // namespace spelled

namespace detail {

/// A role that is read holds a policy of its kind; one that is not read holds none.
template <class P, class Role, bool Read>
inline constexpr bool fitting = Read ? role::fills<P, Role> : std::is_same_v<P, none>;

}  // namespace detail

/// All nine roles are there.
template <class V>
struct complete {
    static_assert(spelled::outside<V>, "lathe[variant.outside]: the role 'outside' is missing; spell what surrounds the loop");
    static_assert(spelled::start<V>, "lathe[variant.start]: the role 'start' is missing; spell where the iterate starts");
    static_assert(spelled::nest<V>, "lathe[variant.nest]: the role 'nest' is missing; spell the loop");
    static_assert(spelled::cell<V>, "lathe[variant.cell]: the role 'cell' is missing; spell what is applied");
    static_assert(spelled::injection<V>, "lathe[variant.injection]: the role 'injection' is missing; spell what a step sees besides the carry");
    static_assert(spelled::visibility<V>, "lathe[variant.visibility]: the role 'visibility' is missing; spell which iterations are seen");
    static_assert(spelled::update<V>, "lathe[variant.update]: the role 'update' is missing; spell how old and new merge");
    static_assert(spelled::halting<V>, "lathe[variant.halting]: the role 'halting' is missing; spell when the loop stops");
    static_assert(spelled::exchange<V>, "lathe[variant.exchange]: the role 'exchange' is missing; spell what crosses the border");
    static constexpr bool value = spelled::outside<V> && spelled::start<V> && spelled::nest<V> && spelled::cell<V> &&
                                  spelled::injection<V> && spelled::visibility<V> && spelled::update<V> &&
                                  spelled::halting<V> && spelled::exchange<V>;
};

/// Every role holds a policy of its own kind.
template <class V, bool = complete<V>::value>
struct kinds {
    static constexpr bool value = false;
};
template <class V>
struct kinds<V, true> {
    static constexpr bool outside = role::fills<typename V::outside, role::outside>;
    static constexpr bool nest = role::fills<typename V::nest, role::nest>;
    static_assert(outside, "lathe[variant.outside]: this is no frame; use one of frame::, as frame::language<>");
    static_assert(nest, "lathe[variant.nest]: this is no loop; use one of loop::, as loop::depth");

    static constexpr role::reads reads() {
        if constexpr (nest) {
            return V::nest::reads;
        } else {
            return {};
        }
    }
    static constexpr bool start = detail::fitting<typename V::start, role::start, reads().start>;
    static constexpr bool cell = detail::fitting<typename V::cell, role::cell, reads().cell>;
    static constexpr bool injection = detail::fitting<typename V::injection, role::injection, reads().injection>;
    static constexpr bool visibility = detail::fitting<typename V::visibility, role::visibility, reads().visibility>;
    static constexpr bool update = detail::fitting<typename V::update, role::update, reads().update>;
    static constexpr bool halting = detail::fitting<typename V::halting, role::halting, reads().halting>;
    static constexpr bool exchange = detail::fitting<typename V::exchange, role::exchange, reads().exchange>;
    static_assert(start, "lathe[variant.start]: this is no start; use one of init::, or none if the nest does not read it");
    static_assert(cell, "lathe[variant.cell]: this is no body; use one of body::, or none if the nest does not read it");
    static_assert(injection, "lathe[variant.injection]: this is no injection; use one of inject::, or none if the nest does not read it");
    static_assert(visibility, "lathe[variant.visibility]: this is no view; use one of view::, or none if the nest does not read it");
    static_assert(update, "lathe[variant.update]: this is no update; use one of combine::, or none if the nest does not read it");
    static_assert(halting, "lathe[variant.halting]: this is no halting rule; use one of halt::, or none if the nest does not read it");
    static_assert(exchange, "lathe[variant.exchange]: this is no exchange; use one of pass::, or none if the nest does not read it");
    static constexpr bool value = outside && nest && start && cell && injection && visibility && update && halting && exchange;
};

/// Roles that are right alone and wrong together.
template <class V, bool = kinds<V>::value>
struct agreeing {
    static constexpr bool value = false;
};
template <class V>
struct agreeing<V, true> {
    static constexpr bool paired = requires { V::cell::paired; };
    static constexpr bool pairs = paired == V::nest::paired;
    static constexpr bool leaves = V::halting::judges && V::halting::granularity == grain::token;
    static constexpr bool exit_seen = [] {
        if constexpr (requires { V::visibility::after_exit; }) {
            return !leaves || V::visibility::after_exit;
        } else {
            return true;
        }
    }();
    static constexpr bool alone = !leaves || !V::cell::neighbours;
    static constexpr bool reads = !leaves || !V::halting::reads_out || V::outside::coda_blocks == 0;
    static constexpr bool coded = [] {
        if constexpr (requires { V::injection::steps; }) {
            return V::injection::steps >= V::halting::maximum;
        } else {
            return true;
        }
    }();
    static constexpr bool judged = V::nest::paired == V::outside::answers_whole;
    static_assert(pairs, "lathe[law.levels]: a hierarchy needs a cell for two levels (body::two or body::shared), a loop along depth a single one");
    static_assert(exit_seen, "lathe[law.exit]: tokens halt one by one but the view hides those that left; use view::latest or view::all_steps, or halt whole sequences");
    static_assert(alone, "lathe[law.neighbours]: tokens halt one by one but the cell mixes neighbouring rows; halt whole sequences or use attention");
    static_assert(reads, "lathe[law.readout]: this rule reads logits token by token, but the coda looks at other tokens; halt whole sequences or drop the coda");
    static_assert(coded, "lathe[law.depth_code]: the injection has codes for fewer steps than halting allows");
    static_assert(judged, "lathe[law.verdict]: segments halt by the frame's halting head; use frame::puzzle with loop::segments and frame::language with loop::depth");
    static constexpr bool value = pairs && exit_seen && alone && reads && coded && judged;
};

/// V may be instantiated at S. Breaking a law is a hard error with one sentence.
template <class V, shape S>
struct lawful {
    static constexpr bool sized = consistent(S);
    static_assert(sized, "lathe[shape]: the sizes do not fit: all positive, width a multiple of heads, heads of key heads");
    static constexpr bool value = sized && agreeing<V>::value;
};

}  // namespace lathe
