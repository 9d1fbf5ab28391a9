#pragma once
/// \file
/// exp, sigmoid, erf and the cumulative normal on batches of float by minimax polynomials (Remez exchange; the largest error
/// of each stands beside it, in exact arithmetic), faster than xsimd's own and closer to the truth; with AVX-512 by shorter
/// polynomials, for a sixteenth of the way each (kernel/pieces.hpp).

#include <array>
#include <cstddef>
#include <cstdint>
#include <lathe/kernel/pieces.hpp>
#include <lathe/kernel/xsimd.hpp>
#include <type_traits>

namespace lathe::kernel::minimax {

/// c_0 + c_1 x + c_2 x^2 + ... by pairs, then pairs of pairs (Estrin): fewer steps wait for one another than from the end.
template <class Batch, std::size_t N>
[[gnu::always_inline]] inline Batch polynomial(Batch x, std::array<Batch, N> const& c) {
    if constexpr (N == 1) {
        return c[0];
    } else {
        std::array<Batch, (N + 1) / 2> pairs;
#pragma GCC unroll 8
        for (std::size_t i = 0; i < N / 2; ++i) pairs[i] = fused(c[2 * i + 1], x, c[2 * i]);
        if constexpr (N % 2 == 1) pairs[N / 2] = c[N - 1];
        return polynomial(x * x, pairs);
    }
}
template <class Batch, class... Coefficients>
[[gnu::always_inline]] inline Batch polynomial(Batch x, float first, Coefficients... more) {
    return polynomial(x, std::array{Batch(first), Batch(more)...});
}

/// x = n ln 2 + r, and e^r = 1 + r + r^2 q (relative error 3e-9), for -88 < x < 89.
template <class A>
struct reduced {
    using batch = xsimd::batch<float, A>;
    batch n, r, q;

    explicit reduced(batch x) {
        // the last bits of this sum are n
        batch const magic(12582912.0F);
        n = fused(x, batch(1.44269504F), magic) - magic;
        // ln 2 in two parts, the first of few bits
        r = fused(n, batch(2.12194440e-4F), fused(n, batch(-0.693359375F), x));
        q = polynomial(r, 0.49999994F, 0.16666521F, 0.041668389F, 0.0083687166F, 0.0013814599F);
    }
    /// e^x = 2^n e^r.
    batch exp() const { return scaled(fused(r * r, q, r) + batch(1.0F)); }
    /// The same, with what rounding takes from 1 + r added again.
    batch closer_exp() const {
        batch const sum = batch(1.0F) + r;
        return scaled(sum + fused(r * r, q, r - (sum - batch(1.0F))));
    }

private:
    /// 2^n x; n is at least -126 and at most 127.
    batch scaled(batch x) const {
        using integers = xsimd::batch<std::int32_t, A>;
        return x * same_bits<batch>((xsimd::to_int(n) + integers(127)) << 23);
    }
};

/// Below, results would be smaller than the smallest normal number, which processors are slow at.
inline constexpr float least = -87.33F;

/// e^x; 0 below -87.33, infinity above 88.72 (88.37 without AVX-512, where n would be too large). Not a number stays so.
template <class A>
[[gnu::always_inline]] inline xsimd::batch<float, A> exp(xsimd::batch<float, A> x) {
    using batch = xsimd::batch<float, A>;
    auto const low = x < batch(least);
    if constexpr (looks_up<A>) {
        return exp_by_pieces<A>(xsimd::min(batch(89.0F), x)).exp(!low);
    } else {
        batch const most(88.37F);
        batch const e = reduced<A>(xsimd::max(batch(least), xsimd::min(most, x))).exp();
        return xsimd::select(low, batch(0.0F), xsimd::select(x > most, xsimd::infinity<batch>(), e));
    }
}

/// The same for x <= 88, closer to the truth.
template <class A>
[[gnu::always_inline]] inline xsimd::batch<float, A> closer_exp(xsimd::batch<float, A> x) {
    using batch = xsimd::batch<float, A>;
    auto const low = x < batch(least);
    if constexpr (looks_up<A>) {
        return exp_by_pieces<A>(x).closer_exp(!low);
    } else {
        return xsimd::select(low, batch(0.0F), reduced<A>(xsimd::max(batch(least), x)).closer_exp());
    }
}

/// Near 1 / x: what takes its error away is added by the caller.
template <class A>
[[gnu::always_inline]] inline xsimd::batch<float, A> about_reciprocal(xsimd::batch<float, A> x) {
    if constexpr (looks_up<A>) {
        return _mm512_rcp14_ps(x);
    } else {
        return xsimd::batch<float, A>(1.0F) / x;
    }
}

/// 1 / (1 + e^-x) by e = e^-|x|; what rounding takes from 1 + e is added again. 0 below -87.33.
template <class A>
[[gnu::always_inline]] inline xsimd::batch<float, A> sigmoid(xsimd::batch<float, A> x) {
    using batch = xsimd::batch<float, A>;
    batch const one(1.0F);
    batch const e = closer_exp(-xsimd::abs(x));
    batch const d = one + e;
    batch const d_rest = e - (d - one);
    batch const above = xsimd::select(x < batch(0.0F), e, one);
    batch const by = about_reciprocal(d);
    batch const y = above * by;
    return fused(fused(-y, d_rest, fused(-y, d, above)), by, y);
}

/// Where nothing is looked up, erf x = x + x P(x^2) below 1 (error 1e-9), 1 - exp Q(|x|) with the sign of x from there on
/// (8e-9); 1 beyond 4.
template <class A>
[[gnu::always_inline]] inline xsimd::batch<float, A> erf(xsimd::batch<float, A> x) {
    using batch = xsimd::batch<float, A>;
    batch const size = xsimd::abs(x);
    if constexpr (looks_up<A>) {
        return xsimd::copysign(by_pieces(erf_pieces, 0.26F, 3.9F, 1.0F, size), x);
    } else {
        batch const inner = polynomial(x * x, 0.12837917F, -0.37612626F, 0.11283585F, -0.026853813F, 0.0051883277F, -8.0101937e-4F, 7.8538616e-5F);
        batch const outer = polynomial(xsimd::min(batch(4.0F), size), -2.2706446e-4F, -1.1278423F, -0.63623923F, -0.10558929F, 0.023665195F,
                                                                                   -0.0037143293F, 3.5721535e-4F, -1.5662452e-5F);
        batch const far = xsimd::copysign(batch(1.0F) - reduced<A>(outer).exp(), x);
        return xsimd::select(size >= batch(1.0F), far, fused(x, inner, x));
    }
}

/// The share of a standard normal below x, (1 + erf(x / sqrt 2)) / 2, to within 6e-8.
template <class A>
[[gnu::always_inline]] inline xsimd::batch<float, A> cumulative_normal(xsimd::batch<float, A> x) {
    using batch = xsimd::batch<float, A>;
    batch const half(0.5F);
    if constexpr (looks_up<A>) {
        return half + xsimd::copysign(by_pieces(normal_pieces, 0.36F, 5.5F, 0.5F, xsimd::abs(x)), x);
    } else {
        return half * (batch(1.0F) + erf(x * batch(0.70710678F)));
    }
}

}  // namespace lathe::kernel::minimax
