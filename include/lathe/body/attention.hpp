#pragma once
/// \file
/// Attention with grouped heads as a mixer of a block: o = W_o attention(W_q x, W_k x, W_v x).

#include <lathe/body/mask.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

#include <type_traits>

namespace lathe::turn {

/// No rotary positions.
struct none {
    template <int D>
    static constexpr auto apply(auto&, auto x, auto const&) {
        return x;
    }
};

/// Pairs (i, i + D/2): GPT-NeoX, Llama in Hugging Face's layout, HRM, TRM, Ouro.
template <double Base = 10000.0>
struct halves {
    template <int D>
    static constexpr auto apply(auto& ops, auto x, auto const& here) {
        return ops.template rotary_halves<D>(x, here.at, Base);
    }
};

/// Pairs (2i, 2i + 1): the paper's layout, Llama's own code, Huginn.
template <double Base = 10000.0>
struct interleaved {
    template <int D>
    static constexpr auto apply(auto& ops, auto x, auto const& here) {
        return ops.template rotary_interleaved<D>(x, here.at, Base);
    }
};

}  // namespace lathe::turn

namespace lathe::body {

/// What an attention may have besides its four projections.
struct attention_options {
    bool bias = false;         ///< a bias in all four projections
    bool query_bias = false;   ///< a bias on queries and keys before rotary positions (Huginn's qk_bias)
    double output_gain = 1.0;  ///< standard deviation of the output projection, times 1 / sqrt(fan-in)
};

/// Mask: which keys are seen. Turn: rotary positions. Shapes: n x width -> n x width.
template <class Mask = mask::causal, class Turn = turn::halves<>, attention_options Options = attention_options{}>
struct attention {
    static constexpr int layers = 1;           ///< attention layers, hence slots of a cache
    static constexpr bool neighbours = false;  ///< looks at other rows only through attention
    static constexpr bool ordered = Mask::ordered;
    static constexpr int block_length = mask::block_of<Mask>;  ///< of the blocks that do not see later ones; 0: no blocks
    template <class Other>
    using with_mask = attention<Other, Turn, Options>;

    template <shape S>
    struct at {
        template <class M>
        struct biases {
            vector<M, S.width> query;
            vector<M, S.key_width()> key;
        };
        template <class M>
        struct all_biases {
            vector<M, S.width> query;
            vector<M, S.key_width()> key;
            vector<M, S.key_width()> value;
            vector<M, S.width> output;
        };
        template <class M>
        using bias_weights = std::conditional_t<Options.bias, all_biases<M>,
                                                std::conditional_t<Options.query_bias, biases<M>, no_weights>>;
        template <class M>
        struct weights {
            matrix<M, S.width, S.width> query;
            matrix<M, S.key_width(), S.width> key;
            matrix<M, S.key_width(), S.width> value;
            matrix<M, S.width, S.width, initial::fan_in<Options.output_gain>> output;
            bias_weights<M> bias;
        };

        static constexpr auto apply(auto& ops, auto const& w, auto x, auto const& here) {
            auto q = ops.linear(w.query, x);
            auto k = ops.linear(w.key, x);
            auto v = ops.linear(w.value, x);
            if constexpr (Options.bias || Options.query_bias) {
                q = ops.add_vector(w.bias.query, q);
                k = ops.add_vector(w.bias.key, k);
            }
            if constexpr (Options.bias) {
                v = ops.add_vector(w.bias.value, v);
            }
            q = Turn::template apply<S.head_width()>(ops, q, here);
            k = Turn::template apply<S.head_width()>(ops, k, here);
            auto const mixed = look(ops, q, k, v, here);
            auto const out = ops.linear(w.output, mixed);
            if constexpr (Options.bias) {
                return ops.add_vector(w.bias.output, out);
            } else {
                return out;
            }
        }

    private:
        static constexpr auto look(auto& ops, auto q, auto k, auto v, auto const& here) {
            using remembers = std::remove_pointer_t<decltype(here.memory)>;
            if constexpr (requires { remembers::copies; }) {
                auto const seen = here.memory->see(ops, here, k, v);
                if constexpr (remembers::iterated) {
                    auto const at = ops.spots(q.count);
                    for (std::size_t i = 0; !std::remove_cvref_t<decltype(ops)>::counts && i < at.size(); ++i) {
                        at[i] = here.at[i];
                        at[i].iteration = here.step;
                    }
                    return ops.template attention<mask::iterated<Mask>, S.heads, S.key_heads()>(
                        q, seen.keys, seen.values, at, seen.at);
                } else {
                    return ops.template attention<Mask, S.heads, S.key_heads()>(q, seen.keys, seen.values, here.at,
                                                                                seen.at);
                }
            } else {
                return ops.template attention<Mask, S.heads, S.key_heads()>(q, k, v, here.at, here.at);
            }
        }
    };
};

}  // namespace lathe::body
