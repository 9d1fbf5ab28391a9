#pragma once
/// \file
/// Grids of 6 x 6.
/// Arms: autoregressive feed_forward looped mdlm remdm

#include <lathe/lathe.hpp>

namespace backbone {

struct grid6 {
    static constexpr char const* name = "grid6";
    static constexpr lathe::shape size{.vocab = 16, .width = 64, .heads = 4, .hidden = 192, .context = 36};
    static constexpr bool fixed_length = true;
    static constexpr bool canvases = true;
    template <class V>
    using masked = lathe::with<V, lathe::set::mask<lathe::mask::full>>;
};

}  // namespace backbone
