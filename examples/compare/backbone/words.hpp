#pragma once
/// \file
/// Few symbols, up to 64 positions, answers that depend on what came before: everybody looks backwards only.

#include <lathe/lathe.hpp>

namespace backbone {

struct words {
    static constexpr char const* name = "words";
    static constexpr lathe::shape size{.vocab = 16, .width = 64, .heads = 4, .hidden = 192, .context = 64};
    static constexpr bool memories = true;  ///< variants that run along positions take part
    template <class V>
    using masked = lathe::with<V, lathe::set::mask<lathe::mask::causal>>;
};

}  // namespace backbone
