#pragma once
/// \file
/// As words, with up to 128 symbols: word problems of larger groups.

#include <lathe/lathe.hpp>

namespace backbone {

struct groups {
    static constexpr char const* name = "groups";
    static constexpr lathe::shape size{.vocab = 128, .width = 64, .heads = 4, .hidden = 192, .context = 64};
    template <class V>
    using masked = lathe::with<V, lathe::set::mask<lathe::mask::causal>>;
};

}  // namespace backbone
