#pragma once
/// \file
/// Training plans: what a training step runs, what it is judged by, and where the gradient goes. A plan shapes weights
/// and never the forward type: an inference type does not name one.

#include <lathe/concepts/role.hpp>
#include <lathe/signal/chain.hpp>
#include <lathe/signal/full.hpp>
#include <lathe/signal/last.hpp>
#include <lathe/signal/masked.hpp>

namespace lathe::signal {

/// One pass, the mean cross-entropy of the asked positions at its end, plus Ponder times the mean ponder cost if the
/// halting rule shares out its answer (ACT; Graves 2016, arXiv:1603.08983).
template <class Gradient = full, double Ponder = 0.0>
struct supervised {
    using gradient = Gradient;
    static constexpr double ponder = Ponder;
    static constexpr bool samples = false;
    static constexpr bool deep = false;
};

/// As supervised, with a number of loops drawn for each step: rate ~ LogNormal(ln(Mean) - 1/8, 1/2), loops ~
/// Poisson(rate) + 1, at most the halting rule's maximum (Huginn).
template <double Mean, class Gradient = last<8>>
struct sampled_depth {
    using gradient = Gradient;
    static constexpr double ponder = 0.0;
    static constexpr double mean = Mean;
    static constexpr bool samples = true;
    static constexpr bool deep = false;
};

/// Deep supervision: each training step is one segment; the carry goes on to the next step without gradient, and a
/// sequence whose halting head is content is replaced by a new one (HRM, TRM). The loss is the stablemax cross-entropy,
/// mean over the asked positions of a sequence, plus half the binary cross-entropy of q_halt with "all answers right";
/// Bootstrap adds HRM's q_continue, whose target needs another forward pass. With probability Explore a sequence gets a
/// least number of segments, uniform from 2 to the maximum.
template <class Gradient = last<1, level::cycle>, bool Bootstrap = false, double Explore = 0.1>
struct deep_supervision {
    using gradient = Gradient;
    static constexpr bool bootstrap = Bootstrap;
    static constexpr double explore = Explore;
    static constexpr bool samples = false;
    static constexpr bool deep = true;
};

namespace detail {

template <class V>
constexpr auto usual_plan() {
    if constexpr (requires { V::nest::canvas; }) {
        return masked<typename V::exchange::schedule>{};
    } else if constexpr (requires { requires V::nest::appends; }) {
        if constexpr (V::halting::maximum == 0) {
            return answer_alone<>{};
        } else if constexpr (V::exchange::carries || !V::exchange::looks) {
            return staged<>{};
        } else {
            return whole_chain<>{};
        }
    } else if constexpr (V::nest::paired) {
        if constexpr (V::cell::tied) {
            return deep_supervision<last<1, level::cycle>>{};
        } else {
            return deep_supervision<one_step, true>{};
        }
    } else if constexpr (V::halting::shares) {
        return supervised<full, 0.001>{};
    } else if constexpr (V::start::seeded) {
        return sampled_depth<V::halting::maximum / 2.0>{};
    } else {
        return supervised<>{};
    }
}

}  // namespace detail

/// The plan a variant was published with, read off its roles.
template <class V>
using usual = decltype(detail::usual_plan<V>());

}  // namespace lathe::signal
