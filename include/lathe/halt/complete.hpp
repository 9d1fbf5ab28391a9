#pragma once
/// \file
/// When denoising a canvas stops before its steps are used up.

#include <lathe/concepts/role.hpp>
#include <lathe/halt/rule.hpp>

namespace lathe::halt {

/// When no position is masked any more, and none can be masked again.
struct complete : role::halting {
    static constexpr bool canvas = true;
    static constexpr int maximum = 1;  ///< calls of a forward pass; how many calls make an answer is said at run time
    static constexpr bool judges = false;
    static constexpr bool shares = false;
    static constexpr bool watches = false;  ///< `enough` asks for the gap
    /// Whether everything is filled in at once: `gap` is the mean of log p_1 - log p_2 over masked positions, `done` the
    /// share of steps that are used up.
    static constexpr bool enough(double, double) { return false; }
};

/// Fills in everything when the mean gap between the two largest logits passes a threshold: Early in the first third of
/// the steps, Middle in the second, Late in the last (Prophet; arXiv:2508.19982).
template <double Early = 8.0, double Middle = 5.0, double Late = 3.5>
struct certain : complete {
    static constexpr bool watches = true;
    static constexpr bool enough(double gap, double done) {
        return gap > (done < 1.0 / 3 ? Early : done < 2.0 / 3 ? Middle : Late);
    }
};

}  // namespace lathe::halt
