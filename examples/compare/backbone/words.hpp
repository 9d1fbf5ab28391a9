#pragma once
/// \file
/// Word problems and hops: few symbols, up to 64 positions, inputs that do not hold the answers.

#include <lathe/lathe.hpp>

namespace backbone {

struct words {
    static constexpr char const* name = "words";
    static constexpr lathe::shape size{.vocab = 16, .width = 64, .heads = 4, .hidden = 192, .context = 64};
    template <class V>
    using masked = V;  // every variant looks where it was published to look
};

}  // namespace backbone
