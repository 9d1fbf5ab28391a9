#pragma once
/// \file
/// The nine roles of a variant. A policy says which role it can fill by deriving from the role's tag; a nest says which
/// roles it reads.

#include <lathe/core/types.hpp>

#include <type_traits>

namespace lathe::role {

struct outside {};     ///< what surrounds the loop: embedding, prelude, coda, head
struct start {};       ///< B: where the iterate starts
struct nest {};        ///< C: along which index the loop runs, how it is nested
struct cell {};        ///< D: what is applied
struct injection {};   ///< E: what a step sees besides the carry
struct visibility {};  ///< F: which other iterations are visible
struct update {};      ///< G: how old and new merge
struct halting {};     ///< H: when it stops
struct exchange {};    ///< I: what crosses the border between turns

/// Which roles a nest reads; a role that is not read must be `none`.
struct reads {
    bool start = true, cell = true, injection = true, visibility = true, update = true, halting = true, exchange = true;
};

template <class P, class Role>
concept fills = std::is_base_of_v<Role, P>;

}  // namespace lathe::role
