#pragma once
/// \file
/// Characters of a text: nanoGPT's small setting (width 128, 4 heads, 64 characters) with a gated feed-forward of about
/// as many weights as its 4 x 128.

#include <lathe/lathe.hpp>

namespace backbone {

struct text {
    static constexpr char const* name = "text";
    static constexpr lathe::shape size{.vocab = 128, .width = 128, .heads = 4, .hidden = 336, .context = 64};
    static constexpr bool canvases = true;
    static constexpr bool of_text = true;
    template <class V>
    using masked = lathe::with<V, lathe::set::mask<lathe::mask::causal>>;
};

}  // namespace backbone
