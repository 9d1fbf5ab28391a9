#pragma once
/// \file
/// Tasks whose input holds the answer one position later: everybody must look backwards only.

#include <lathe/lathe.hpp>

namespace backbone {

struct sequence {
    static constexpr char const* name = "sequence";
    static constexpr lathe::shape size{.vocab = 16, .width = 64, .heads = 4, .hidden = 192, .context = 64};
    template <class V>
    using masked = lathe::with<V, lathe::set::mask<lathe::mask::causal>>;
};

}  // namespace backbone
