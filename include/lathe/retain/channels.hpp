#pragma once
/// \file
/// Retention by one number for each key channel, which depends on the token.

#include <lathe/core/leaf.hpp>
#include <lathe/core/memory.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::retain {

/// S~ = Diag(a) S, a = sigmoid(W2 W1 x + b)^(1 / Temperature), W1 of rank Rank (Yang et al. 2023, arXiv:2312.06635, section
/// 4.4). Gate: n x width -> n x (heads keys).
template <int Rank = 16, int Temperature = 16>
struct channels {
    static constexpr memory::decay decays = memory::decay::channel;
    template <shape S, memory::sizes D>
    struct at {
        template <class M>
        struct weights {
            matrix<M, Rank, S.width> down;
            matrix<M, D.heads * D.keys, Rank> up;
            vector<M, D.heads * D.keys> bias;
        };
        static constexpr auto logarithm(auto& ops, auto const& w, auto gate, int) {
            auto const raw = ops.linear(w.up, w.bias, ops.linear(w.down, gate));
            return ops.scale(ops.softplus(ops.scale(raw, -1.0)), -1.0 / Temperature);
        }
    };

    static_assert(Rank >= 1 && Temperature >= 1, "lathe[retain.channels]: rank and temperature are at least 1");
};

/// S~ = Diag(a) S, a = exp(-exp(-1/2) sigmoid(w0 + W2 tanh(W1 x))), between 0.545 and 1 (Peng et al. 2025, arXiv:2503.14456,
/// eq. 12). Gate: n x width -> n x (heads keys).
template <int Rank = 32>
struct diagonal {
    static constexpr memory::decay decays = memory::decay::channel;
    template <shape S, memory::sizes D>
    struct at {
        template <class M>
        struct weights {
            matrix<M, Rank, S.width> down;
            matrix<M, D.heads * D.keys, Rank> up;
            vector<M, D.heads * D.keys> bias;
        };
        static constexpr auto logarithm(auto& ops, auto const& w, auto gate, int) {
            auto const raw = ops.linear(w.up, w.bias, ops.tanh(ops.linear(w.down, gate)));
            return ops.scale(ops.sigmoid(raw), -0.60653065971263342);
        }
    };

    static_assert(Rank >= 1, "lathe[retain.diagonal]: the rank is at least 1");
};

}  // namespace lathe::retain
