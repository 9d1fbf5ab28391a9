#pragma once
/// \file
/// The front of RWKV-7: every stream sees its own mixture of a row and the row before it.

#include <lathe/concepts/memory.hpp>
#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>
#include <lathe/core/types.hpp>

#include <type_traits>

namespace lathe::frame {

/// Ranks of the low-rank gates: in-context learning rate, output gate, and the mixture with the first layer's values, of
/// which 0 has none: a mixer alone does not know another layer's values.
struct token_shifted_options {
    int rate_rank = 32;
    int gate_rank = 64;
    int value_rank = 0;
};

/// x_c = x + mu_c (x_before - x) for c = r, w, k, v, a, g; r, k, v = W x_c; a = sigmoid(a0 + A2 A1 x_a);
/// kappa = (k k_k) / |k k_k|, key k (1 + (a - 1) k_a), erase key -kappa, add key kappa a; g = G2 sigmoid(G1 x_g);
/// y = W_out ((GroupNorm(o) + (sum_i r_i k_i r_k_i) v) g) (Peng et al. 2025, arXiv:2503.14456, section 4).
template <token_shifted_options Options = token_shifted_options{}>
struct token_shifted : role::outside {
    static constexpr bool memory = true;

    template <class V, shape S>
    struct at {
        static constexpr memory::sizes sizes{
            .heads = S.heads, .groups = S.heads, .keys = S.head_width(), .values = S.head_width()};
        static constexpr memory::reading reads = memory::reading::after;
        static constexpr int tail = S.width;

        template <class M>
        struct mixtures {
            vector<M, S.width, initial::constant<0.5>> receptance, decay, key, value, rate, gate;
        };
        template <class M, int Rank>
        struct low_rank {
            matrix<M, Rank, S.width> down;
            matrix<M, S.width, Rank> up;
        };
        template <class M>
        struct with_first_value {
            low_rank<M, Options.value_rank < 1 ? 1 : Options.value_rank> mixture;
            vector<M, S.width> bias;
        };
        template <class M>
        struct weights {
            mixtures<M> shift;
            matrix<M, S.width, S.width> receptance;
            matrix<M, S.width, S.width> key;
            matrix<M, S.width, S.width> value;
            low_rank<M, Options.rate_rank> rate;
            vector<M, S.width> rate_bias;
            low_rank<M, Options.gate_rank> gate;
            std::conditional_t<(Options.value_rank > 0), with_first_value<M>, no_weights> first_value;
            vector<M, S.width, initial::constant<0.7>> erase_gain;  ///< k_k
            vector<M, S.width, initial::ones> rate_gain;            ///< k_a
            vector<M, S.width> bonus;                               ///< r_k
            vector<M, S.width, initial::ones> norm_gain;
            vector<M, S.width> norm_bias;
            matrix<M, S.width, S.width> output;
        };

        /// `first` are the values of the first layer, or none.
        template <class First = none>
        static constexpr auto front(auto& ops, auto const& w, auto x, auto last, auto const& here, First first = {}) {
            auto const before = ops.subtract(ops.template delay<1>(x, last, here.at), x);
            auto const mixed = [&](auto const& mu) { return ops.add(x, ops.gain(mu, before)); };
            auto const r = ops.linear(w.receptance, mixed(w.shift.receptance));
            auto const k = ops.linear(w.key, mixed(w.shift.key));
            auto const seen = mixed(w.shift.value);
            auto const v = values(ops, w, seen, first);
            auto const down = ops.linear(w.rate.down, mixed(w.shift.rate));
            auto const a = ops.sigmoid(ops.linear(w.rate.up, w.rate_bias, down));
            auto const g = ops.linear(w.gate.up, ops.sigmoid(ops.linear(w.gate.down, mixed(w.shift.gate))));
            auto const raw = ops.template reshape<sizes.keys>(ops.gain(w.erase_gain, k));
            auto const kappa = ops.template reshape<S.width>(ops.unit_norm(raw, 1e-24));
            auto const key = ops.add(k, ops.multiply(k, ops.gain(w.rate_gain, ops.affine(a, 1.0, -1.0))));
            auto const streams = make_streams(r, key, v, mixed(w.shift.decay), none{}, ops.scale(kappa, -1.0),
                                              ops.multiply(kappa, a));
            return make_front(streams, x, ops.beside(g, bonus(ops, w, r, key, v)));
        }

        static constexpr auto readout(auto& ops, auto const& w, auto rows, auto const& both, auto x) {
            auto const heads = ops.layer_norm(ops.template reshape<sizes.values>(rows.first(x.count)), 64e-5);
            auto const normed =
                ops.add_vector(w.norm_bias, ops.gain(w.norm_gain, ops.template reshape<S.width>(heads)));
            auto const y = ops.add(normed, ops.template columns<S.width, S.width>(both));
            return ops.linear(w.output, ops.multiply(y, ops.template columns<0, S.width>(both)));
        }

    private:
        template <class First>
        static constexpr auto values(auto& ops, auto const& w, auto seen, First first) {
            auto const v = ops.linear(w.value, seen);
            if constexpr (std::is_same_v<First, none>) {
                return v;
            } else {
                auto const& mix = w.first_value;
                auto const share =
                    ops.sigmoid(ops.linear(mix.mixture.up, mix.bias, ops.linear(mix.mixture.down, seen)));
                return ops.add(v, ops.multiply(ops.subtract(first, v), share));
            }
        }
        /// (sum_i r_i k_i r_k_i) v, head by head
        static constexpr auto bonus(auto& ops, auto const& w, auto r, auto k, auto v) {
            auto const weight = ops.dot(ops.template reshape<sizes.keys>(ops.gain(w.bonus, r)),
                                        ops.template reshape<sizes.keys>(k));
            return ops.template reshape<S.width>(ops.scale_rows(weight, ops.template reshape<sizes.values>(v)));
        }
    };

    static_assert(Options.rate_rank >= 1 && Options.gate_rank >= 1 && Options.value_rank >= 0,
                  "lathe[frame.token_shifted]: ranks are at least 1, or 0 for no mixture with the first values");
};

}  // namespace lathe::frame
