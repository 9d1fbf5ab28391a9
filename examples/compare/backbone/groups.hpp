#pragma once
/// \file
/// Word problems of larger groups: up to 128 symbols.

#include <lathe/lathe.hpp>

namespace backbone {

struct groups {
    static constexpr char const* name = "groups";
    static constexpr lathe::shape size{.vocab = 128, .width = 64, .heads = 4, .hidden = 192, .context = 64};
    template <class V>
    using masked = V;
};

}  // namespace backbone
