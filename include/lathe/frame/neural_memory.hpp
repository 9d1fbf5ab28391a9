#pragma once
/// \file
/// The front of Titans' neural memory: norms before reading and writing, a rate, a momentum, and a gate for each head.

#include <lathe/concepts/memory.hpp>
#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>
#include <lathe/core/types.hpp>

#include <type_traits>

namespace lathe::frame {

/// q = W_q RMSNorm_r(x); k, v = W RMSNorm_s(x); rate = sigmoid(W x_s + b), momentum = sigmoid(W x_p + b), and retention sees
/// x_p, the mean of x_s over the last Every tokens; with more than one head y = W_out (o sigmoid(W_gate RMSNorm_r(x)))
/// (Behrouz et al. 2024, arXiv:2501.00663, section 3.1; norms and gates are those of its public implementation).
template <int Every = 1>
struct neural_memory : role::outside {
    static constexpr bool memory = true;

    template <class V, shape S>
    struct at {
        static constexpr memory::sizes sizes{
            .heads = S.heads, .groups = S.heads, .keys = S.head_width(), .values = S.head_width()};
        static constexpr memory::reading reads = memory::reading::after;
        static constexpr int tail = (Every - 1) * S.width;
        static constexpr double epsilon = 1.1920929e-7;

        template <class M>
        struct gate {
            matrix<M, S.heads, S.width> of;
            vector<M, S.heads> bias;
        };
        template <class M>
        struct with_heads {
            matrix<M, S.heads, S.width> gate;
            matrix<M, S.width, S.width> output;
        };
        template <class M>
        struct weights {
            vector<M, S.width, initial::ones> read_norm;
            vector<M, S.width, initial::ones> write_norm;
            matrix<M, S.width, S.width> query;
            matrix<M, S.width, S.width> key;
            matrix<M, S.width, S.width> value;
            gate<M> rate;
            gate<M> momentum;
            std::conditional_t<(S.heads > 1), with_heads<M>, no_weights> heads;
        };

        static constexpr auto front(auto& ops, auto const& w, auto x, auto tail_rows, auto const& here) {
            auto const plain = ops.rms_norm(x, epsilon);
            auto const reads_of = ops.gain(w.read_norm, plain);
            auto const writes_of = ops.gain(w.write_norm, plain);
            auto const q = ops.linear(w.query, reads_of);
            auto const k = ops.linear(w.key, writes_of);
            auto const v = ops.linear(w.value, writes_of);
            auto const rate = ops.sigmoid(ops.linear(w.rate.of, w.rate.bias, writes_of));
            auto const pooled = mean<1>(ops, writes_of, writes_of, tail_rows, here);
            auto const momentum = ops.sigmoid(ops.linear(w.momentum.of, w.momentum.bias, pooled));
            auto const streams = make_streams(q, k, v, pooled, rate, none{}, none{}, momentum);
            if constexpr (S.heads > 1) {
                return make_front(streams, writes_of, ops.sigmoid(ops.linear(w.heads.gate, reads_of)));
            } else {
                return make_front(streams, writes_of);
            }
        }

        static constexpr auto readout(auto& ops, auto const& w, auto rows, auto const& gates, auto x) {
            auto const y = rows.first(x.count);
            if constexpr (S.heads > 1) {
                auto const open =
                    ops.scale_rows(ops.template reshape<1>(gates), ops.template reshape<sizes.values>(y));
                return ops.linear(w.heads.output, ops.template reshape<S.width>(open));
            } else {
                return y;
            }
        }

    private:
        /// Row i and the Every - 1 rows before it, summed and divided.
        template <int Back>
        static constexpr auto mean(auto& ops, auto sum, auto x, auto tail_rows, auto const& here) {
            if constexpr (Every == 1) {
                return sum;
            } else if constexpr (Back == Every) {
                return ops.scale(sum, 1.0 / Every);
            } else {
                return mean<Back + 1>(ops, ops.add(sum, ops.template delay<Back>(x, tail_rows, here.at)), x, tail_rows, here);
            }
        }
    };

    static_assert(Every >= 1, "lathe[frame.neural_memory]: gates are means over at least one token");
};

}  // namespace lathe::frame
