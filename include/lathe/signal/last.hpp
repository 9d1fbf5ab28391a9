#pragma once
/// \file
/// Truncated back-propagation: only the last turns of the loops of one level carry gradient.

#include <lathe/core/place.hpp>

namespace lathe::signal {

/// The last K turns at level L: last<8> is Huginn's (Geiping et al. 2025, arXiv:2502.05171), last<1, level::cycle> is
/// TRM's whole last cycle (Jolicoeur-Martineau 2025, arXiv:2510.04871).
template <int K, level L = level::step>
struct last {
    static_assert(K >= 1, "lathe[signal.last]: at least the last turn carries gradient");
    static constexpr bool follows(border b) { return b.at != L || b.last(K); }
};

/// The last turn of every loop: HRM's one-step gradient (Wang et al. 2025, arXiv:2506.21734).
struct one_step {
    static constexpr bool follows(border b) { return b.at == level::call || b.last(); }
};

}  // namespace lathe::signal
