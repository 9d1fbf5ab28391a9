#pragma once
/// \file
/// The elementary functions of kernel/math.hpp on xsimd batches of float and double.
///
/// Largest errors of float in units of the last place: sqrt 0.5; log, log1p 0.9; exp, sigmoid, tanh, erf, 1 / sqrt 1.5
/// (sigmoid 2.4 without fused multiply-adds); softplus, sine, cosine 2.2 (angles to 1e4). Of double: sqrt 0.5; log 1.5;
/// exp, tanh 2; sigmoid 2.5; erf 70. exp of float is 0 below -87.3 and infinite above 88.7, without AVX-512 88.3. Minus
/// zero may come out as zero. On batches x != x is false for what is not a number: xsimd compares in order.

#include <lathe/kernel/math.hpp>
#include <lathe/kernel/minimax.hpp>
#include <lathe/kernel/xsimd.hpp>
#include <type_traits>

namespace lathe::kernel {

template <class T, class A>
struct elementary<xsimd::batch<T, A>> {
    using batch = xsimd::batch<T, A>;

    static batch exp(batch x) {
        if constexpr (sizeof(T) == 4) {
            return minimax::exp(x);
        } else {
            return xsimd::exp(x);
        }
    }
    static batch closer_exp(batch x) {
        if constexpr (sizeof(T) == 4) {
            return minimax::closer_exp(x);
        } else {
            return xsimd::exp(x);
        }
    }
    static batch log(batch x) { return xsimd::log(x); }
    static batch log1p(batch x) { return xsimd::log1p(x); }
    static batch sqrt(batch x) { return root(x); }
    static batch tanh(batch x) { return xsimd::tanh(x); }
    /// xsimd's erf of a large double is not a number; beyond 6 it is 1 in every digit.
    static batch erf(batch x) {
        if constexpr (sizeof(T) == 4) {
            return minimax::erf(x);
        } else {
            return xsimd::erf(minimum(maximum(x, batch(T(-6))), batch(T(6))));
        }
    }
    static batch cumulative_normal(batch x) {
        if constexpr (sizeof(T) == 4) {
            return minimax::cumulative_normal(x);
        } else {
            return batch(T(0.5)) * (batch(T(1)) + erf(x * batch(T(0.70710678118654752))));
        }
    }
    static batch floor(batch x) { return xsimd::floor(x); }
    static batch sin(batch x) { return xsimd::sin(x); }
    static batch cos(batch x) { return xsimd::cos(x); }
    static batch abs(batch x) { return xsimd::abs(x); }
    static batch minimum(batch a, batch b) { return xsimd::select(a < b || xsimd::isnan(a), a, b); }
    static batch maximum(batch a, batch b) { return xsimd::select(a > b || xsimd::isnan(a), a, b); }

    static batch fma(batch a, batch b, batch c) { return fused(a, b, c); }
    static batch sigmoid(batch x) {
        if constexpr (sizeof(T) == 4) {
            return minimax::sigmoid(x);
        } else {
            return batch(T(1)) / (batch(T(1)) + exp(-x));
        }
    }
};

template <class T, class A>
struct choice<xsimd::batch_bool<T, A>> {
    using batch = xsimd::batch<T, A>;

    static batch select(xsimd::batch_bool<T, A> condition, batch a, batch b) { return xsimd::select(condition, a, b); }
};

}  // namespace lathe::kernel
