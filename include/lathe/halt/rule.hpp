#pragma once
/// \file
/// What halting rules have in common.

#include <lathe/concepts/grain.hpp>
#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe {

namespace halt {

/// A rule that judges gives each row a margin after every step: below 1 it stops, not finite it stops at once.
/// `memo` is a row of numbers that the rule carries from step to step.
template <int Maximum, grain Grain, pool Pool>
struct judging : role::halting {
    static constexpr int maximum = Maximum;
    static constexpr grain granularity = Grain;
    static constexpr pool pooled = Pool;
    static constexpr bool judges = true;   ///< may stop before the maximum
    static constexpr bool shares = false;  ///< weighs the answer by what it learns
    static constexpr bool reads_out = false;  ///< needs logits
};

}  // namespace halt
}  // namespace lathe
