#pragma once
/// \file
/// The objective of Titans: the memory is a small network with a norm and a residual around it.

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/memory.hpp>
#include <lathe/core/shape.hpp>
#include <lathe/objective/centre.hpp>

namespace lathe::objective {

/// L = rate mean_j (M(k)_j - v_j)^2, M(x) = LN(f(x)) (1 + gamma) + x, f(x) = W2^T gelu(W1^T x) with Expansion times as many
/// channels between, or W1^T x where Expansion is 0 (Behrouz et al. 2024, arXiv:2501.00663, eq. 12; the norm and the residual are
/// those of its public implementations). The memory holds gamma, W1, W2. Keys and values have the same width.
template <int Expansion = 2>
struct perceptron : role::cell {
    static constexpr bool memory = true;
    static constexpr bool linear = false;
    static constexpr double epsilon = 1e-5;

    template <shape S, memory::sizes D>
    struct at {
        static constexpr int width = D.keys;
        static constexpr int inner = Expansion * width;
        static constexpr int first = Expansion == 0 ? width * width : width * inner;
        static constexpr int second = Expansion == 0 ? 0 : first;
        static constexpr int numbers = width + first + second;
        template <class M>
        using weights = no_weights;

        static constexpr auto read(auto& ops, auto const&, auto memories, auto query) {
            auto const gain = ops.affine(ops.template columns<0, width>(memories), 1.0, 1.0);
            return ops.add(ops.multiply(ops.layer_norm(network(ops, memories, query).out, epsilon), gain), query);
        }
        static constexpr auto gradient(auto& ops, auto const&, auto memories, auto const& s) {
            auto const gain = ops.affine(ops.template columns<0, width>(memories), 1.0, 1.0);
            auto const now = network(ops, memories, s.key);
            auto const c = centre(ops, now.out, epsilon);
            auto const said = ops.add(ops.multiply(c.unit, gain), s.key);
            auto const slope = ops.scale_rows(s.rate, ops.scale(ops.subtract(said, s.value), 2.0 / width));
            auto const by_gain = ops.multiply(slope, c.unit);
            auto const by_out = centre_slope(ops, c, ops.multiply(slope, gain));
            if constexpr (Expansion == 0) {
                return ops.beside(by_gain, ops.outer(s.key, by_out));
            } else {
                auto const by_hidden = ops.multiply(
                    ops.read_transposed(ops.template columns<width + first, second>(memories), by_out), ops.gelu_slope(now.raw));
                return ops.beside(by_gain, ops.beside(ops.outer(s.key, by_hidden), ops.outer(now.hidden, by_out)));
            }
        }

    private:
        template <class Out, class Wide>
        struct pass {
            Out out;
            Wide raw, hidden;
        };
        static constexpr auto network(auto& ops, auto memories, auto x) {
            auto const raw = ops.read(ops.template columns<width, first>(memories), x);
            if constexpr (Expansion == 0) {
                return pass<std::remove_const_t<decltype(raw)>, std::remove_const_t<decltype(raw)>>{raw, raw, raw};
            } else {
                auto const hidden = ops.gelu(raw);
                auto const out = ops.read(ops.template columns<width + first, second>(memories), hidden);
                return pass<std::remove_const_t<decltype(out)>, std::remove_const_t<decltype(raw)>>{out, raw, hidden};
            }
        }
        static_assert(D.keys == D.values, "lathe[objective.perceptron]: keys and values differ in width; this memory adds its key to its answer");
    };

    static_assert(Expansion >= 0, "lathe[objective.perceptron.size]: the expansion is negative; 0 is a single matrix");
};

}  // namespace lathe::objective
