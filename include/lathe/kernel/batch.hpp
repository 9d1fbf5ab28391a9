#pragma once
/// \file
/// The elementary functions of kernel/math.hpp on xsimd batches of float and double.
///
/// Largest errors in units of the last place: log, log1p, sqrt 1; exp, tanh, 1 / sqrt, softplus 2; sigmoid, erf,
/// sine, cosine 3 (angles to 1e4); erf of double 70. exp of float is 0 below -87.3 and infinite above 88.3. Minus
/// zero may come out as zero. On batches x != x is false for what is not a number: xsimd compares in order.

#include <lathe/kernel/math.hpp>
#include <lathe/kernel/xsimd.hpp>
#include <type_traits>

namespace lathe::kernel {

template <class T, class A>
struct elementary<xsimd::batch<T, A>> {
    using batch = xsimd::batch<T, A>;

    static batch exp(batch x) { return xsimd::exp(x); }
    static batch log(batch x) { return xsimd::log(x); }
    static batch log1p(batch x) { return xsimd::log1p(x); }
    static batch sqrt(batch x) { return xsimd::sqrt(x); }
    static batch tanh(batch x) { return xsimd::tanh(x); }
    /// xsimd's erf of a large double is not a number; beyond 6 it is 1 in every digit.
    static batch erf(batch x) {
        return xsimd::erf(sizeof(T) == 4 ? x : minimum(maximum(x, batch(T(-6))), batch(T(6))));
    }
    static batch floor(batch x) { return xsimd::floor(x); }
    static batch sin(batch x) { return xsimd::sin(x); }
    static batch cos(batch x) { return xsimd::cos(x); }
    static batch abs(batch x) { return xsimd::abs(x); }
    static batch minimum(batch a, batch b) { return xsimd::select(a < b || xsimd::isnan(a), a, b); }
    static batch maximum(batch a, batch b) { return xsimd::select(a > b || xsimd::isnan(a), a, b); }

    /// xsimd 8 has no fused form for AVX-512, and not every compiler fuses a product and a sum by itself.
    static batch fma(batch a, batch b, batch c) {
        if constexpr (!std::is_base_of_v<xsimd::avx512f, A>) {
            return xsimd::fma(a, b, c);
        } else if constexpr (sizeof(T) == 4) {
            return _mm512_fmadd_ps(a, b, c);
        } else {
            return _mm512_fmadd_pd(a, b, c);
        }
    }
};

template <class T, class A>
struct choice<xsimd::batch_bool<T, A>> {
    using batch = xsimd::batch<T, A>;

    static batch select(xsimd::batch_bool<T, A> condition, batch a, batch b) { return xsimd::select(condition, a, b); }
};

}  // namespace lathe::kernel
