#pragma once
/// \file
/// What the policies of a memory agree on: where a gradient is taken, and the rows that a front hands to a write.

#include <lathe/core/memory.hpp>
#include <lathe/core/types.hpp>

namespace lathe {

/// The memory at which a write takes its gradient: before the decay, after it, or as it was when the chunk began.
enum class point { raw, decayed, chunk_start };

/// V runs along positions: it is a mixer of a body, and no model by itself.
template <class V>
concept memory_variant = requires { requires V::nest::remembers; };

/// X reads its rows in order, whether it is spelled as a variant or as a part of a block.
template <class X>
concept reads_in_order = memory_variant<X> || requires { requires X::remembers; };

/// What a front makes of its rows, n of each; a member that a memory does not read is `none`.
template <class Query, class Key, class Value, class Gate, class Rate, class Erase, class Add, class Momentum>
struct streams {
    Query query;
    Key key;
    Value value;
    Gate gate;          ///< what retention makes its decay of, and then the decay's logarithm
    Rate rate;          ///< how strongly is written
    Erase erase;        ///< key of what is erased, where that is another one
    Add add;            ///< key under which it is erased
    Momentum momentum;  ///< how much of the last write goes on

    constexpr auto gated(auto other) const {
        return streams<Query, Key, Value, decltype(other), Rate, Erase, Add, Momentum>{query, key,   value, other,
                                                                                       rate,  erase, add,   momentum};
    }
};

template <class Query, class Key, class Value, class Gate = none, class Rate = none, class Erase = none, class Add = none,
          class Momentum = none>
constexpr auto make_streams(Query query, Key key, Value value, Gate gate = {}, Rate rate = {}, Erase erase = {}, Add add = {},
                            Momentum momentum = {}) {
    return streams<Query, Key, Value, Gate, Rate, Erase, Add, Momentum>{query, key, value, gate, rate, erase, add, momentum};
}

/// A front's answer: what is written and read, the rows whose last ones the next piece of a session needs, and what the
/// readout wants beside them.
template <class Streams, class Source, class Beside>
struct fronted {
    Streams rows;
    Source source;
    Beside beside;
};
template <class Streams, class Source = none, class Beside = none>
constexpr auto make_front(Streams rows, Source source = {}, Beside beside = {}) {
    return fronted<Streams, Source, Beside>{rows, source, beside};
}

}  // namespace lathe
