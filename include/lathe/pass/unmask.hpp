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

/// Select: which positions take their symbol. Remask: which are masked again. Order: the blocks. Schedule: how many masks
/// there are at a time, for those that ask and for training.
template <class Select = select::ancestral, class Remask = remask::none, class Order = order::whole,
          class Schedule = schedule::loglinear<>>
struct unmask : role::exchange {
    static constexpr bool canvas = true;
    using selector = Select;
    using remasking = Remask;
    using order = Order;
    using schedule = Schedule;
    /// The time after step k of K is 1 - (1 - last) (k + 1) / K; what is still masked then is filled in.
    static constexpr double last = 1e-3;
};

}  // namespace lathe::pass
