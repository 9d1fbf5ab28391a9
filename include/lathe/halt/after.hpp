#pragma once
/// \file
/// Stop after a fixed number of steps.

#include <lathe/concepts/role.hpp>
#include <lathe/halt/rule.hpp>

namespace lathe::halt {

/// N steps, N >= 1.
template <int N>
struct after : role::halting {
    static constexpr int maximum = N;
    static constexpr grain granularity = grain::sequence;
    static constexpr pool pooled = pool::mean;
    static constexpr bool judges = false;
    static constexpr bool shares = false;
    static constexpr bool reads_out = false;
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
    };
};

/// As many steps as a draw says, at most Maximum: training draws a log-normal Poisson number with this mean
/// (Huginn: rate ~ LogNormal(ln Mean - 1/8, 1/2), steps ~ Poisson(rate) + 1), a forward pass runs round(Mean) steps.
template <double Mean, int Maximum>
struct sampled : after<Maximum> {
    static constexpr double mean = Mean;
};

}  // namespace lathe::halt
