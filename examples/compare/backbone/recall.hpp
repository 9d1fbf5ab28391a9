#pragma once
/// \file
/// Many symbols and up to 128 positions: keys and values that are asked for later.
/// Arms: one_layer feed_forward looped huginn

#include <lathe/lathe.hpp>

namespace backbone {

struct recall {
    static constexpr char const* name = "recall";
    static constexpr lathe::shape size{.vocab = 128, .width = 64, .heads = 4, .hidden = 192, .context = 128};
    static constexpr bool memories = true;  ///< variants that run along positions take part
    template <class V>
    using masked = lathe::with<V, lathe::set::mask<lathe::mask::causal>>;
};

}  // namespace backbone
