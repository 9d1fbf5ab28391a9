#pragma once
/// \file
/// Layer norms inside of memories, and their derivatives, as text: a tape that goes through it has the second ones.

#include <type_traits>

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

}  // namespace lathe::objective
