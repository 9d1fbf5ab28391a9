#pragma once
/// \file
/// ProsQA in words: 60 symbols, up to 208 positions; variants that think stand here, on a small GPT-2.

#include <lathe/lathe.hpp>

namespace backbone {

struct sentences {
    static constexpr char const* name = "sentences";
    static constexpr lathe::shape size{.vocab = 64, .width = 64, .heads = 4, .hidden = 256, .context = 208};
    static constexpr bool stepwise = true;
    static constexpr int steps = 6;
};

}  // namespace backbone
