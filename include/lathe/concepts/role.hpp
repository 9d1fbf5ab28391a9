#pragma once
/// \file
/// The nine roles of a variant. A policy says which role it can fill by deriving from the role's tag; a nest says which
/// roles it reads.

#include <lathe/core/types.hpp>

#include <type_traits>

namespace lathe::role {

/// What surrounds the loop: embedding, prelude, coda, head
struct outside {
    using filled = outside;
};
/// B: where the iterate starts
struct start {
    using filled = start;
};
/// C: along which index the loop runs, how it is nested
struct nest {
    using filled = nest;
};
/// D: what is applied
struct cell {
    using filled = cell;
};
/// E: what a step sees besides the carry
struct injection {
    using filled = injection;
};
/// F: which other iterations are visible
struct visibility {
    using filled = visibility;
};
/// G: how old and new merge
struct update {
    using filled = update;
};
/// H: when it stops
struct halting {
    using filled = halting;
};
/// I: what crosses the border between turns
struct exchange {
    using filled = exchange;
};

/// Which roles a nest reads; a role that is not read must be `none`.
struct reads {
    bool start = true, cell = true, injection = true, visibility = true, update = true, halting = true, exchange = true;
};

/// Asked by name and not by std::is_base_of: clang takes no base of a class in which a static_assert has failed, and
/// would report the policy's fault a second time as another one.
template <class P, class Role>
concept fills = requires { requires std::is_same_v<typename P::filled, Role>; };

}  // namespace lathe::role
