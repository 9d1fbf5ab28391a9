#pragma once
/// \file
/// A causal model that writes the solution of a grid cell by cell, row by row.
// only on: grid grid6

#include <lathe/variant/feed_forward.hpp>

namespace arms {

struct autoregressive : lathe::variant::feed_forward<4> {
    static constexpr bool writes_rows = true;
};

}  // namespace arms
