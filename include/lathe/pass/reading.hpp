#pragma once
/// \file
/// What the policies of a canvas know: what the network says of a position, and how far the sampling has come.

namespace lathe::pass {

/// Of one position, read off its logits.
struct reading {
    int symbol = 0;      ///< the symbol it would take: the most likely one, or a drawn one
    double chance = 0;   ///< probability of that symbol
    double first = 0;    ///< the largest probability
    double second = 0;   ///< the next one
    double entropy = 0;  ///< in nats
};

/// Probabilities that a symbol is not masked: at the time before a step and after it.
struct moment {
    double before = 0, after = 1;
};

/// One step on the way through a block of positions.
struct situation {
    int masked = 0;       ///< positions of the block that are masked now
    int first = 0;        ///< those that were masked when the block began
    int step = 0;         ///< from 0
    int steps = 1;        ///< of this block
    double fill = 1;      ///< probability that a masked position takes its symbol in this step, by the schedule
};

}  // namespace lathe::pass
