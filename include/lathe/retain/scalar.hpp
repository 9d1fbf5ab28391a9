#pragma once
/// \file
/// Retention by one number for each head, which depends on the token.

#include <lathe/core/leaf.hpp>
#include <lathe/core/memory.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::retain {

/// S~ = a S, log a = -exp(A) softplus(W x + b): Mamba-2's gate as Gated DeltaNet has it (Yang et al. 2024,
/// arXiv:2412.06464, section 3.4). Gate: n x width -> n x heads.
struct scalar {
    static constexpr memory::decay decays = memory::decay::scalar;
    template <shape S, memory::sizes D>
    struct at {
        template <class M>
        struct weights {
            matrix<M, D.heads, S.width> step;
            vector<M, D.heads, initial::inverse_softplus<0.001, 0.1>> step_bias;
            vector<M, D.heads, initial::log_uniform<1.0, 16.0>> log_rate;
        };
        static constexpr auto logarithm(auto& ops, auto const& w, auto gate, int count) {
            auto const rate = ops.exp(ops.spread(w.log_rate, 0, count));
            return ops.scale(ops.multiply(rate, ops.softplus(ops.linear(w.step, w.step_bias, gate))), -1.0);
        }
    };
};

/// S~ = a S, log a = -exp(A) step, with a step that the front has found already and also writes by (Dao and Gu 2024,
/// arXiv:2405.21060, section 7). Gate: n x heads -> n x heads.
struct timed {
    static constexpr memory::decay decays = memory::decay::scalar;
    template <shape S, memory::sizes D>
    struct at {
        template <class M>
        struct weights {
            vector<M, D.heads, initial::log_uniform<1.0, 16.0>> log_rate;
        };
        static constexpr auto logarithm(auto& ops, auto const& w, auto step, int count) {
            return ops.scale(ops.multiply(ops.exp(ops.spread(w.log_rate, 0, count)), step), -1.0);
        }
    };
};

/// S~ = (1 - sigmoid(W x + b)) S, so log = -softplus(W x + b): forgetting as Titans has it (Behrouz et al. 2024,
/// arXiv:2501.00663, eq. 13).
struct forgetting {
    static constexpr memory::decay decays = memory::decay::scalar;
    template <shape S, memory::sizes D>
    struct at {
        template <class M>
        struct weights {
            matrix<M, D.heads, S.width> gate;
            vector<M, D.heads> bias;
        };
        static constexpr auto logarithm(auto& ops, auto const& w, auto gate, int) {
            return ops.scale(ops.softplus(ops.linear(w.gate, w.bias, gate)), -1.0);
        }
    };
};

}  // namespace lathe::retain
