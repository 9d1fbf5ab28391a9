#pragma once
/// \file
/// The objective of TTT-Linear: a layer norm stands between what the memory says and what it should say.

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/memory.hpp>
#include <lathe/core/shape.hpp>
#include <lathe/objective/centre.hpp>

namespace lathe::objective {

/// L = rate/2 |LN(S^T k + b) - (v - k)|^2 with a gain and a bias for each head; the memory holds S and b (Sun et al. 2024,
/// arXiv:2407.04620, section 2.7). Keys and values have the same width. It answers LN(z) with z = S^T q + b, or z + LN(z) if it is
/// Residual.
template <bool Residual = false>
struct normed : role::cell {
    static constexpr bool memory = true;
    static constexpr bool linear = false;
    static constexpr double epsilon = 1e-6;

    template <shape S, memory::sizes D>
    struct at {
        static constexpr int matrix_size = D.keys * D.values;
        static constexpr int numbers = matrix_size + D.values;
        template <class M>
        struct weights {
            vector<M, D.heads * D.values, initial::ones> gain;
            vector<M, D.heads * D.values> bias;
        };
        static constexpr auto read(auto& ops, auto const& w, auto memories, auto query) {
            auto const z = linear(ops, memories, query);
            auto const normed =
                heads_bias<D.values>(ops, w.bias, heads_gain<D.values>(ops, w.gain, ops.layer_norm(z, epsilon)));
            if constexpr (Residual) {
                return ops.add(z, normed);
            } else {
                return normed;
            }
        }
        static constexpr auto gradient(auto& ops, auto const& w, auto memories, auto const& s) {
            auto const c = centre(ops, linear(ops, memories, s.key), epsilon);
            auto const said = heads_bias<D.values>(ops, w.bias, heads_gain<D.values>(ops, w.gain, c.unit));
            auto const error = ops.subtract(said, ops.subtract(s.value, s.key));
            auto const slope =
                ops.scale_rows(s.rate, centre_slope(ops, c, heads_gain<D.values>(ops, w.gain, error)));
            return ops.beside(ops.outer(s.key, slope), slope);
        }

    private:
        static constexpr auto linear(auto& ops, auto memories, auto x) {
            return ops.add(ops.read(ops.template columns<0, matrix_size>(memories), x),
                           ops.template columns<matrix_size, D.values>(memories));
        }
        static_assert(D.keys == D.values, "lathe[objective.normed]: keys and values differ in width; this memory compares them");
    };
};

}  // namespace lathe::objective
