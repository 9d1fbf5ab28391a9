#pragma once
/// \file
/// Moves between the lanes of batches: transposition, and sums and largest values over lanes.
///
///     interleave a, b:  a0 b0 a1 b1 ...      Done log2(lanes) times to rows i and i + lanes / 2, it transposes.

#include <lathe/kernel/batch.hpp>
#include <type_traits>
#include <utility>

namespace lathe::kernel {

/// The lower (Half = 0) or upper (Half = 1) half of a0 b0 a1 b1 ...
template <int Half, class Batch>
Batch interleave(Batch a, Batch b) {
    using vector = typename Batch::register_type;
    constexpr int lanes = static_cast<int>(Batch::size);
    return [=]<int... I>(std::integer_sequence<int, I...>) -> Batch {
        return __builtin_shufflevector(vector(a), vector(b), (Half * lanes / 2 + I / 2 + (I % 2) * lanes)...);
    }(std::make_integer_sequence<int, lanes>{});
}

/// Transposes the square rows[0 .. lanes).
template <class Batch>
void transpose(Batch (&rows)[Batch::size]) {
    constexpr int half = static_cast<int>(Batch::size) / 2;
    // Unrolled in full, so that all rows stay in registers.
#pragma GCC unroll 4
    for (int step = 1; step <= half; step *= 2) {
        Batch next[2 * half];
#pragma GCC unroll 8
        for (int i = 0; i < half; ++i) {
            next[2 * i] = interleave<0>(rows[i], rows[i + half]);
            next[2 * i + 1] = interleave<1>(rows[i], rows[i + half]);
        }
#pragma GCC unroll 16
        for (int i = 0; i < 2 * half; ++i) rows[i] = next[i];
    }
}

/// Lane i is the sum over the lanes of rows[i].
template <class Batch>
Batch row_sums(Batch (&rows)[Batch::size]) {
#pragma GCC unroll 4
    for (int half = static_cast<int>(Batch::size) / 2; half > 0; half /= 2) {
#pragma GCC unroll 8
        for (int i = 0; i < half; ++i) {
            rows[i] = interleave<0>(rows[i], rows[i + half]) + interleave<1>(rows[i], rows[i + half]);
        }
    }
    return rows[0];
}

/// What folds lanes. These have names because each lambda would be another fold, compiled anew.
struct adding {
    template <class X>
    X operator()(X a, X b) const {
        return a + b;
    }
};
struct larger {
    template <class X>
    X operator()(X a, X b) const {
        return kernel::maximum(a, b);
    }
};

/// Folds the lanes in pairs of halves, always in the same order; f gets batches.
template <class Batch, class F>
typename Batch::value_type fold_lanes(Batch batch, F f) {
    using vector = typename Batch::register_type;
    constexpr int lanes = static_cast<int>(Batch::size);
    auto const with_half = [&]<int Half, int... I>(std::integral_constant<int, Half>, std::integer_sequence<int, I...>) {
        Batch const other = __builtin_shufflevector(vector(batch), vector(batch), ((I + Half) % lanes)...);
        batch = f(batch, other);
    };
    constexpr std::make_integer_sequence<int, lanes> all{};
    if constexpr (lanes > 8) with_half(std::integral_constant<int, lanes / 2>{}, all);
    if constexpr (lanes > 4) with_half(std::integral_constant<int, 4>{}, all);
    if constexpr (lanes > 2) with_half(std::integral_constant<int, 2>{}, all);
    if constexpr (lanes > 1) with_half(std::integral_constant<int, 1>{}, all);
    return batch.get(0);
}

}  // namespace lathe::kernel
