#pragma once
/// \file
/// What crosses the border between two calls of a denoiser is a canvas of tokens: some masked positions take the symbol
/// the network says, some that hold one may be masked again.

#include <lathe/concepts/role.hpp>
#include <lathe/pass/order.hpp>
#include <lathe/pass/remask.hpp>
#include <lathe/pass/schedule.hpp>
#include <lathe/pass/select.hpp>

namespace lathe::pass {

/// S, a selector: which positions take their symbol. R: which are masked again. O: the order of blocks. N, a schedule: how
/// many masks there are at a time, for those that ask and for training.
template <class S = select::ancestral, class R = remask::none, class O = order::whole, class N = schedule::loglinear<>>
struct unmask : role::exchange {
    static constexpr bool canvas = true;
    using selector = S;
    using remasking = R;
    using order = O;
    using schedule = N;
    /// The time after step k of K is 1 - (1 - last) (k + 1) / K; what is still masked then is filled in.
    static constexpr double last = 1e-3;
};

}  // namespace lathe::pass
