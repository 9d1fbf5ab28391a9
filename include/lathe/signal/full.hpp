#pragma once
/// \file
/// Full back-propagation: every turn of every loop carries gradient.

#include <lathe/core/place.hpp>

namespace lathe::signal {

struct full {
    static constexpr bool follows(border) { return true; }
};

}  // namespace lathe::signal
