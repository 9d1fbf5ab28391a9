#pragma once
/// \file
/// Stop a sequence when the frame's halting head says that its answer is right (HRM, TRM).

#include <lathe/concepts/role.hpp>
#include <lathe/halt/rule.hpp>

namespace lathe::halt {

/// TRM: q_halt > 0. HRM (Compares): q_halt > q_continue. Arguments of the head are logits.
template <int Maximum = 16, bool Compares = false>
struct q_head : role::halting {
    static constexpr int maximum = Maximum;
    static constexpr grain granularity = grain::sequence;
    static constexpr pool pooled = pool::mean;
    static constexpr bool judges = true;
    static constexpr bool shares = false;
    static constexpr bool reads_out = false;
    static constexpr bool compares = Compares;

    static constexpr bool stops(auto halt, auto go_on) { return Compares ? halt > go_on : halt > 0; }

    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
    };
};

}  // namespace lathe::halt
