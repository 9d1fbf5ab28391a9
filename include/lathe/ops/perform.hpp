#pragma once
/// \file
/// The one place where computing back-ends call the kernels of an operation. It is no part of its callers, so that
/// `eager` and `gradient` share its code: most of what is compiled is in these functions.

namespace lathe::ops {

/// Recorded: the tape will ask for what is kept.
template <class Op, class Kernels, bool Recorded = false, class Y, class T, class... A>
[[gnu::noinline]] constexpr void perform(Y y, T* keep, A... arguments) {
    if constexpr (Recorded) {
        Op::template forward<Kernels, true>(y, keep, arguments...);
    } else {
        Op::template forward<Kernels>(y, keep, arguments...);
    }
}

}  // namespace lathe::ops
