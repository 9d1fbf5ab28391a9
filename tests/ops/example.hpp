#pragma once
/// \file
/// A small text that says some words of every sort; it runs on every back-end, at compile time too.

#include <lathe/body/mask.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/place.hpp>

#include <array>

namespace lathe::test::example {

inline constexpr int width = 4;
inline constexpr int rows = 3;
inline constexpr std::array<place, rows> at = {{{0, 0, 0}, {0, 1, 0}, {1, 0, 0}}};

template <class M>
struct weights {
    matrix<M, width, width> gate, up;
    vector<M, width> scale;
};

template <class M>
constexpr auto filled() {
    weights<M> w{};
    for (int i = 0; i < width * width; ++i) {
        w.gate.value[i] = 0.25 * (i % 5) - 0.5;
        w.up.value[i] = 0.5 - 0.125 * (i % 7);
    }
    for (int i = 0; i < width; ++i) w.scale.value[i] = 1 + 0.5 * i;
    return w;
}

/// Causal attention of two heads over a gated product; a softmax at the end.
constexpr auto text(auto& ops, auto const& w, auto x) {
    return ops.scope([&] {
        auto const n = ops.gain(w.scale, ops.rms_norm(x, 1e-5));
        auto const h = ops.silu_times(ops.linear(w.gate, n), ops.linear(w.up, n));
        auto const mixed = ops.template attention<mask::causal, 2, 2>(h, n, h, at, at);
        return ops.softmax(ops.add(x, mixed));
    });
}

/// Two products of 4 x 4 for three rows; 1 and 2 keys in sequence 0, 1 in sequence 1.
inline constexpr double flops = 3 * 4 * rows              // norm
                                + 4 * rows                // gain
                                + 2 * (2 * 4 * 4 * rows)  // products
                                + 5 * 4 * rows            // silu_times
                                + (4 * 4 + 4 * 2) * 4     // attention
                                + 4 * rows                // add
                                + 4 * 4 * rows;           // softmax

}  // namespace lathe::test::example
