#pragma once
/// \file
/// The front of TTT layers: projections turned by the place inside a chunk, a learned rate and pace, a norm and a gate.

#include <lathe/concepts/memory.hpp>
#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>
#include <lathe/core/types.hpp>

#include <type_traits>

namespace lathe::frame {

/// q, k, v = W x, q and k with rotary positions p mod Chunk of Turn; rate = sigmoid(w_h x + b_h) / head width;
/// pace = max(0, 1/(r + 1) + delta_r) for r = p mod Chunk; y = W_out (LN(q + o) gelu(W_gate x)) (Sun et al. 2024, arXiv:2407.04620,
/// section 2.7 and the public code). Where o is the norm of what the memory says, the objective says so.
template <class Turn, int Chunk = 16, bool Gated = true>
struct test_time : role::outside {
    static constexpr bool memory = true;

    template <class V, shape S>
    struct at {
        static constexpr memory::sizes sizes{
            .heads = S.heads, .groups = S.heads, .keys = S.head_width(), .values = S.head_width()};
        static constexpr memory::reading reads = memory::reading::after;
        static constexpr int tail = 0;

        template <class M>
        struct with_gate {
            matrix<M, S.width, S.width> out;
        };
        template <class M>
        struct weights {
            matrix<M, S.width, S.width> query;
            matrix<M, S.width, S.width> key;
            matrix<M, S.width, S.width> value;
            matrix<M, S.heads, S.width, initial::normal<0.02>> rate;
            vector<M, S.heads> rate_bias;
            table<M, Chunk, 1, initial::zeros> pace;
            vector<M, S.width, initial::ones> norm_gain;
            vector<M, S.width> norm_bias;
            std::conditional_t<Gated, with_gate<M>, no_weights> gate;
            matrix<M, S.width, S.width> output;
        };

        static constexpr auto front(auto& ops, auto const& w, auto x, auto, auto const& here) {
            using ops_type = std::remove_cvref_t<decltype(ops)>;
            auto const inside = ops.spots(static_cast<int>(here.at.size()));
            auto harmonic = ops.template make<1>(static_cast<int>(here.at.size()));
            for (std::size_t i = 0; !ops_type::counts && i < inside.size(); ++i) {
                inside[i] = here.at[i];
                inside[i].position %= Chunk;
                write(harmonic, i, 1.0 / (1 + inside[i].position));
            }
            auto const turned = here.of(inside, here.ids);
            auto const q = Turn::template apply<sizes.keys>(ops, ops.linear(w.query, x), turned);
            auto const k = Turn::template apply<sizes.keys>(ops, ops.linear(w.key, x), turned);
            auto const v = ops.linear(w.value, x);
            auto const rate = ops.scale(ops.sigmoid(ops.linear(w.rate, w.rate_bias, x)), 1.0 / sizes.keys);
            auto const pace = ops.relu(ops.add(ops.lookup_position(w.pace, inside), harmonic));
            auto const paces = ops.scale_rows(pace, ops.template filled<S.heads>(x.count, 1.0));
            auto const gate = [&] {
                if constexpr (Gated) {
                    return ops.beside(q, ops.gelu_tanh(ops.linear(w.gate.out, x)));
                } else {
                    return q;
                }
            }();
            return make_front(make_streams(q, k, v, none{}, rate, none{}, none{}, paces), none{}, gate);
        }

        static constexpr auto readout(auto& ops, auto const& w, auto rows, auto const& both, auto x) {
            auto const y = ops.add(ops.template columns<0, S.width>(both), rows.first(x.count));
            auto const normed = ops.add_vector(w.norm_bias, ops.gain(w.norm_gain, ops.layer_norm(y, 1e-6)));
            if constexpr (Gated) {
                return ops.linear(w.output, ops.multiply(ops.template columns<S.width, S.width>(both), normed));
            } else {
                return ops.linear(w.output, normed);
            }
        }

    private:
        static constexpr void write(auto& row, std::size_t i, double value) {
            if constexpr (requires { row.data; }) {
                row.data[i] = static_cast<std::remove_reference_t<decltype(*row.data)>>(value);
            }
        }
    };

    static_assert(Chunk >= 1, "lathe[frame.test_time]: a chunk has at least one token");
};

}  // namespace lathe::frame
