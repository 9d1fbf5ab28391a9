#pragma once
/// \file
/// A memory in the place of attention: a variant that runs along positions, as the mixer of a block.

#include <lathe/concepts/unlawful.hpp>
#include <lathe/concepts/memory.hpp>
#include <lathe/core/shape.hpp>

#include <type_traits>

namespace lathe::body {

/// n x width -> n x width, by the nest of V. It looks at earlier rows only, whatever the mask: a mask is about attention.
template <memory_variant V>
struct recurrent {
    using variant = V;
    static constexpr int layers = 1;           ///< slots of a session's memory
    static constexpr bool neighbours = true;   ///< reads its rows in order, so none may be missing
    static constexpr bool ordered = true;
    static constexpr bool remembers = true;
    static constexpr bool fits = lawful_memory<V>;
    template <class Mask>
    using with_mask = recurrent;

    template <shape S>
    struct at {
        using runs = typename V::nest::template at<V, S>;
        template <class M>
        using weights = typename runs::template weights<M>;
        static constexpr int tail = runs::tail;
        static constexpr int state = runs::state;

        static constexpr auto apply(auto& ops, auto const& w, auto x, auto const& here) {
            return runs::apply(ops, w, x, here);
        }
    };

    static_assert(sizeof(lathe::detail::instantiated<V>) > 0);  // here its own complaints are close to who spelled it
};

namespace detail {

template <class M>
struct mixer_of {
    using type = M;
};
template <memory_variant V>
struct mixer_of<V> {
    using type = recurrent<V>;
};

}  // namespace detail

/// What stands in a block where M is spelled: M itself, or a memory's mixer if M is a variant that runs along positions.
template <class M>
using mixer_of = typename detail::mixer_of<M>::type;

}  // namespace lathe::body
