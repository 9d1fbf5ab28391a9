#pragma once
/// \file
/// The objective of TTT-Linear: a layer norm stands between what the memory says and what it should say.

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/memory.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::objective {

/// What the text of a layer norm inside a memory knows: xh = (z - mean z) / deviation, and 1 / deviation.
template <class Row, class Scale>
struct centred {
    Row unit;
    Scale scale;
};
constexpr auto centre(auto& ops, auto z, double epsilon) {
    constexpr int width = decltype(z)::width;
    auto const ones = ops.template filled<width>(z.count, 1.0);
    auto const mean = ops.scale(ops.dot(z, ones), 1.0 / width);
    auto const off = ops.subtract(z, ops.scale_rows(mean, ones));
    auto const scale = ops.reciprocal_root(ops.affine(ops.dot(off, off), 1.0 / width, epsilon));
    auto const unit = ops.scale_rows(scale, off);
    return centred<std::remove_const_t<decltype(unit)>, std::remove_const_t<decltype(scale)>>{unit, scale};
}
/// dz = (d - mean d - xh mean(d xh)) / deviation: the derivative of a layer norm, as text.
constexpr auto centre_slope(auto& ops, auto const& c, auto d) {
    constexpr int width = decltype(d)::width;
    auto const ones = ops.template filled<width>(d.count, 1.0);
    auto const mean = ops.scale(ops.dot(d, ones), 1.0 / width);
    auto const along = ops.scale(ops.dot(d, c.unit), 1.0 / width);
    auto const rest = ops.subtract(d, ops.add(ops.scale_rows(mean, ones), ops.scale_rows(along, c.unit)));
    return ops.scale_rows(c.scale, rest);
}

/// A vector of all heads for every row, which is one head of a sequence.
template <int Width>
constexpr auto heads_gain(auto& ops, auto const& leaf, auto x) {
    return ops.template reshape<Width>(ops.gain(leaf, ops.template reshape<std::remove_cvref_t<decltype(leaf)>::columns>(x)));
}
template <int Width>
constexpr auto heads_bias(auto& ops, auto const& leaf, auto x) {
    return ops.template reshape<Width>(
        ops.add_vector(leaf, ops.template reshape<std::remove_cvref_t<decltype(leaf)>::columns>(x)));
}

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
