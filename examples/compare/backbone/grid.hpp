#pragma once
/// \file
/// Grids of 4 x 4: every cell may depend on every other, so everybody looks at all of them.

#include <lathe/lathe.hpp>

namespace backbone {

struct grid {
    static constexpr char const* name = "grid";
    static constexpr lathe::shape size{.vocab = 16, .width = 64, .heads = 4, .hidden = 192, .context = 16};
    static constexpr bool fixed_length = true;
    static constexpr bool canvases = true;
    template <class V>
    using masked = lathe::with<V, lathe::set::mask<lathe::mask::full>>;
};

}  // namespace backbone
