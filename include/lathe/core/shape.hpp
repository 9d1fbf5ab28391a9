#pragma once
/// \file
/// The numbers of a model in one value: `shape{.vocab = 64, .width = 128, .heads = 4, .context = 128}`.

namespace lathe {

/// Sizes that a model is instantiated at. A member that is 0 takes the default its comment states.
struct shape {
    int vocab = 0;    ///< number of symbols
    int width = 0;    ///< d, channels of the residual stream
    int heads = 1;    ///< attention heads; width is a multiple of it
    int groups = 0;   ///< key and value heads (grouped-query attention); 0 = heads
    int hidden = 0;   ///< inner width of the feed-forward; 0 = 4 width
    int context = 0;  ///< longest sequence, in positions
    int puzzles = 0;  ///< rows of a puzzle embedding (HRM, TRM); 0 = no table

    constexpr int head_width() const { return width / heads; }
    constexpr int key_heads() const { return groups == 0 ? heads : groups; }
    constexpr int key_width() const { return key_heads() * head_width(); }
    constexpr int inner() const { return hidden == 0 ? 4 * width : hidden; }

    constexpr bool operator==(shape const&) const = default;
};

/// Whether the numbers fit together: positive, width a multiple of heads, heads a multiple of groups.
constexpr bool consistent(shape const& s) {
    return s.vocab > 0 && s.width > 0 && s.heads > 0 && s.context > 0 && s.width % s.heads == 0 &&
           s.heads % s.key_heads() == 0 && s.hidden >= 0 && s.puzzles >= 0;
}

}  // namespace lathe
