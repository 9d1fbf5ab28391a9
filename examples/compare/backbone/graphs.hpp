#pragma once
/// \file
/// Problems with chains over up to 128 symbols, up to 96 positions: variants that think stand here, on a small GPT-2.

#include <lathe/lathe.hpp>

namespace backbone {

struct graphs {
    static constexpr char const* name = "graphs";
    static constexpr lathe::shape size{.vocab = 128, .width = 64, .heads = 4, .hidden = 256, .context = 96};
    static constexpr bool stepwise = true;
    static constexpr int steps = 3;  ///< of the longest chains, hence stages of a curriculum
};

}  // namespace backbone
