#pragma once
/// \file
/// The front of Mamba-2: one projection into values, keys and queries with a short convolution, and a step of time.

#include <lathe/concepts/memory.hpp>
#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::frame {

/// (x, B, C) = silu(conv(W_in u) + b), dt = softplus(W_dt u + b_dt); values x, keys B, queries C, written at rate dt;
/// y = W_out RMSNorm((o + D x) silu(W_z u)) (Dao and Gu 2024, arXiv:2405.21060, section 7). All heads share keys and queries,
/// States of them; values of a head are Expand times as wide as the head.
template <int States = 16, int Expand = 2, int Taps = 4>
struct state_space : role::outside {
    static constexpr bool memory = true;

    template <class V, shape S>
    struct at {
        static constexpr memory::sizes sizes{
            .heads = S.heads, .groups = 1, .keys = States, .values = Expand * S.width / S.heads};
        static constexpr memory::reading reads = memory::reading::after;
        static constexpr int inner = Expand * S.width;
        static constexpr int convolved = inner + 2 * States;
        static constexpr int tail = convolved * (Taps - 1);

        template <class M>
        struct weights {
            matrix<M, inner, S.width> gate;
            matrix<M, convolved, S.width> in;
            matrix<M, S.heads, S.width> step;
            table<M, Taps, convolved, initial::normal<0.3>> taps;
            vector<M, convolved> taps_bias;
            vector<M, S.heads, initial::inverse_softplus<0.001, 0.1>> step_bias;
            vector<M, S.heads, initial::ones> skip;
            vector<M, inner, initial::ones> norm;
            matrix<M, S.width, inner> output;
        };

        static constexpr auto front(auto& ops, auto const& w, auto x, auto tail_rows, auto const& here) {
            auto const all = ops.linear(w.in, x);
            auto const mixed =
                ops.silu(ops.add_vector(w.taps_bias, ops.short_convolution(w.taps, all, tail_rows, here.at)));
            auto const value = ops.template columns<0, inner>(mixed);
            auto const key = ops.template columns<inner, States>(mixed);
            auto const query = ops.template columns<inner + States, States>(mixed);
            auto const step = ops.softplus(ops.linear(w.step, w.step_bias, x));
            auto const gate = ops.linear(w.gate, x);
            return make_front(make_streams(query, key, value, step, step), all, ops.beside(gate, value));
        }

        static constexpr auto readout(auto& ops, auto const& w, auto rows, auto const& both, auto x) {
            auto const value = ops.template reshape<sizes.values>(ops.template columns<inner, inner>(both));
            auto const skip = ops.template reshape<1>(ops.spread(w.skip, 0, x.count));
            auto const skipped = ops.template reshape<inner>(ops.scale_rows(skip, value));
            auto const y = ops.add(rows.first(x.count), skipped);
            auto const gated = ops.silu_times(ops.template columns<0, inner>(both), y);
            return ops.linear(w.output, ops.gain(w.norm, ops.rms_norm(gated, 1e-5)));
        }
    };

    static_assert(States >= 1 && Expand >= 1 && Taps >= 2, "lathe[frame.state_space]: states and expansion are at least 1, taps at least 2");
};

}  // namespace lathe::frame
