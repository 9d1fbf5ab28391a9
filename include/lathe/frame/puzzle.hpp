#pragma once
/// \file
/// The frame of HRM and TRM: puzzle tokens before the sequence, scaled embeddings, a head and a halting head.

#include <lathe/concepts/input.hpp>
#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/root.hpp>
#include <lathe/core/shape.hpp>

#include <type_traits>

namespace lathe::frame {

/// e = sqrt(d) [puzzle tokens; E[tokens]]; logits = W_out x of the tokens' rows; (q_halt, q_continue) = W_q x_0 + b of
/// the first row (Wang et al. 2025, arXiv:2506.21734; Jolicoeur-Martineau 2025, arXiv:2510.04871), or of the last row if
/// the cell is causal. `Prefix` rows stand before each sequence, the first holds the puzzle's vector if
/// shape.puzzles > 0, the others are zero.
template <int Prefix = 1>
struct puzzle : role::outside {
    static constexpr int prefix = Prefix;
    static constexpr int coda_blocks = 0;
    static constexpr bool answers_whole = true;

    template <class V, shape S>
    struct at {
        static constexpr int prelude_layers = 0;
        static constexpr int coda_layers = 0;
        static constexpr double scale = core::square_root(S.width);

        template <class M>
        struct with_puzzles {
            sparse_table<M, S.puzzles, S.width> rows;
        };
        template <class M>
        struct weights {
            table<M, S.vocab, S.width, initial::fan_in<>> embedding;
            std::conditional_t<(S.puzzles > 0), with_puzzles<M>, no_weights> puzzle;
            matrix<M, S.vocab, S.width> head;
            matrix<M, 2, S.width, initial::zeros> q_head;
            vector<M, 2, initial::constant<-5.0>> q_bias;
        };

        static constexpr auto encode(auto& ops, auto const& w, input const& in, auto const&) {
            auto const tokens = ops.scale(ops.lookup(w.embedding, in.symbols), scale);
            if constexpr (Prefix == 0) {
                return tokens;
            } else {
                auto const blank = ops.template filled<S.width>(static_cast<int>(in.inner.size()), 0.0);
                auto const rows = ops.scatter(blank, in.token_rows, tokens);
                if constexpr (S.puzzles > 0) {
                    return ops.scatter(rows, in.first_rows, ops.scale(ops.lookup(w.puzzle.rows, in.puzzles), scale));
                } else {
                    return rows;
                }
            }
        }
        static constexpr auto readout(auto& ops, auto const& w, auto x, input const& in, auto const&) {
            if constexpr (Prefix == 0) {
                return ops.linear(w.head, x);
            } else {
                return ops.linear(w.head, ops.gather(x, in.token_rows));
            }
        }
        /// (q_halt, q_continue) of each row; one row speaks for its sequence (`last_speaks`).
        static constexpr auto judge(auto& ops, auto const& w, auto x) { return ops.linear(w.q_head, w.q_bias, x); }
    };

    static_assert(Prefix >= 0, "lathe[frame.puzzle]: the number of puzzle tokens is negative; none is 0");
};

}  // namespace lathe::frame
