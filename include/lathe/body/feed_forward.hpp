#pragma once
/// \file
/// Feed-forwards of a block: gated, ungated, and convolved over neighbours.

#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

#include <type_traits>

namespace lathe::activation {

struct silu {
    static constexpr auto apply(auto& ops, auto x) { return ops.silu(x); }
};
struct gelu {
    static constexpr auto apply(auto& ops, auto x) { return ops.gelu(x); }
};
struct gelu_tanh {
    static constexpr auto apply(auto& ops, auto x) { return ops.gelu_tanh(x); }
};
struct relu {
    static constexpr auto apply(auto& ops, auto x) { return ops.relu(x); }
};

}  // namespace lathe::activation

namespace lathe::body {

/// W_down (silu(W_gate x) * W_up x); Shazeer 2020, arXiv:2002.05202.
template <double OutputGain = 1.0>
struct swiglu {
    static constexpr bool neighbours = false;

    template <shape S>
    struct at {
        template <class M>
        struct weights {
            matrix<M, S.inner(), S.width> gate;
            matrix<M, S.inner(), S.width> up;
            matrix<M, S.width, S.inner(), initial::fan_in<OutputGain>> down;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x, auto const&) {
            return ops.linear(w.down, ops.silu_times(ops.linear(w.gate, x), ops.linear(w.up, x)));
        }
    };
};

/// W_down f(W_up x + b) + b
template <class Activation = activation::gelu, bool Bias = false, double OutputGain = 1.0>
struct perceptron {
    static constexpr bool neighbours = false;

    template <shape S>
    struct at {
        template <class M>
        struct biased {
            vector<M, S.inner()> up;
            vector<M, S.width> down;
        };
        template <class M>
        struct weights {
            matrix<M, S.inner(), S.width> up;
            matrix<M, S.width, S.inner(), initial::fan_in<OutputGain>> down;
            std::conditional_t<Bias, biased<M>, no_weights> bias;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x, auto const&) {
            if constexpr (Bias) {
                return ops.linear(w.down, w.bias.down, Activation::apply(ops, ops.linear(w.up, w.bias.up, x)));
            } else {
                return ops.linear(w.down, Activation::apply(ops, ops.linear(w.up, x)));
            }
        }
    };
};

/// Two convolutions over positions with ReLU after both: the transition of the Universal Transformer's public code.
/// First..Last are the offsets of the taps, -1..1 sees one neighbour on each side.
template <int First = -1, int Last = 1>
struct convolved {
    static constexpr bool neighbours = true;
    static constexpr int taps = Last - First + 1;

    template <shape S>
    struct at {
        template <class M>
        struct weights {
            matrix<M, S.inner(), taps * S.width> up;
            vector<M, S.inner()> up_bias;
            matrix<M, S.width, taps * S.inner()> down;
            vector<M, S.width> down_bias;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x, auto const& here) {
            auto const up = ops.template window<First, Last>(x, here.at);
            auto const hidden = ops.template window<First, Last>(ops.relu(ops.linear(w.up, w.up_bias, up)), here.at);
            return ops.relu(ops.linear(w.down, w.down_bias, hidden));
        }
    };
};

}  // namespace lathe::body
