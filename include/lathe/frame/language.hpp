#pragma once
/// \file
/// The frame of a language model: embedding, prelude, coda, final norm and head around the loop.

#include <lathe/concepts/input.hpp>
#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/root.hpp>
#include <lathe/core/shape.hpp>

#include <type_traits>

namespace lathe::frame {

struct language_options {
    int prelude = 0;                ///< blocks before the loop
    int coda = 0;                   ///< blocks after it
    bool positions = false;         ///< a learned vector per position is added to the embedding (GPT-2)
    bool tied = false;              ///< the head is the embedding
    bool scaled = false;            ///< embeddings are multiplied by sqrt(width) (Transformer, Huginn)
    bool mask = false;              ///< one more row of the embedding, after the symbols: the mask, which has no logit
    bool norm_before_coda = false;  ///< the final norm, with the same weights, also stands before the coda (Huginn)
};

/// e = Prelude(E[tokens] ...); logits = head(norm(Coda(x))). Prelude and coda are blocks like the cell's.
template <language_options Options = language_options{}, class Norm = void>
struct language : role::outside {
    static constexpr int prefix = 0;
    static constexpr int prelude_blocks = Options.prelude;
    static constexpr int coda_blocks = Options.coda;
    static constexpr bool masks = Options.mask;   ///< symbol shape.vocab stands for one that is not known yet
    static constexpr bool answers_whole = false;  ///< has no head that judges the whole answer

    template <class V, shape S>
    struct at {
        using block = typename V::cell::block;
        using blocks = typename block::template at<S>;
        using norms = typename std::conditional_t<std::is_void_v<Norm>, typename block::norm, Norm>::template at<S>;
        static constexpr int prelude_layers = Options.prelude * block::layers;
        static constexpr int coda_layers = Options.coda * block::layers;
        static constexpr double scale = Options.scaled ? core::square_root(S.width) : 1.0;

        template <class M>
        struct with_positions {
            table<M, S.context, S.width> codes;
        };
        template <class M>
        struct with_head {
            matrix<M, S.vocab, S.width> out;
        };
        template <class M>
        struct weights {
            table<M, S.vocab + (Options.mask ? 1 : 0), S.width, initial::normal<Options.scaled ? 1.0 / core::square_root(S.width) : 0.02>> embedding;
            std::conditional_t<Options.positions, with_positions<M>, no_weights> position;
            list<typename blocks::template weights<M>, Options.prelude> prelude;
            list<typename blocks::template weights<M>, Options.coda> coda;
            typename norms::template weights<M> norm;
            std::conditional_t<Options.tied, no_weights, with_head<M>> head;
        };

        /// Symbols to rows; `here` is the prelude's context.
        static constexpr auto encode(auto& ops, auto const& w, input const& in, auto const& here) {
            auto const x = placed(ops, w, embedded(ops, w, in.symbols), in.at);
            return through<Options.prelude>(ops, w.prelude, x, here);
        }
        /// The two halves of what stands before a prelude: what a row holds, and where it stands.
        static constexpr auto embedded(auto& ops, auto const& w, slice<int const> symbols) {
            return scaled(ops, ops.lookup(w.embedding, symbols));
        }
        static constexpr auto placed(auto& ops, auto const& w, auto x, places at) {
            if constexpr (Options.positions) {
                return ops.add(x, ops.lookup_position(w.position.codes, at));
            } else {
                return x;
            }
        }

        /// Rows to logits; `here` is the coda's context.
        static constexpr auto readout(auto& ops, auto const& w, auto x, input const&, auto const& here) {
            if constexpr (Options.norm_before_coda) {
                x = norms::apply(ops, w.norm, x);
            }
            x = norms::apply(ops, w.norm, through<Options.coda>(ops, w.coda, x, here));
            if constexpr (Options.tied) {
                auto const logits = ops.linear_tied(w.embedding, x);
                if constexpr (Options.mask) {
                    return ops.template columns<0, S.vocab>(logits);
                } else {
                    return logits;
                }
            } else {
                return ops.linear(w.head.out, x);
            }
        }

        /// The mixture of the K symbols that logits find most likely, as `embedded` has one symbol.
        template <int K>
        static constexpr auto mixed(auto& ops, auto const& w, auto logits) {
            return scaled(ops, ops.template mixture<K>(w.embedding, logits));
        }

    private:
        static constexpr auto scaled(auto& ops, auto x) {
            if constexpr (Options.scaled) {
                return ops.scale(x, scale);
            } else {
                return x;
            }
        }
        template <int N>
        static constexpr auto through(auto& ops, auto const& w, auto x, auto const& here) {
            if constexpr (N > 0) {
                for (int i = 0; i < N; ++i) {
                    x = ops.scope([&] { return blocks::apply(ops, w[i], x, here.in_layer(i * block::layers)); });
                }
            }
            return x;
        }
    };
};

}  // namespace lathe::frame
