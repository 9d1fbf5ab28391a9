#pragma once
/// \file
/// The elementary functions of kernel/math.hpp on xsimd batches of float and double. Largest errors in units of the last
/// place (float): exp, tanh, log, sine, cosine 2; sigmoid, erf 3; exp of less than -87 is 0.

#include <lathe/kernel/math.hpp>
#include <type_traits>
#include <xsimd/xsimd.hpp>

namespace lathe::kernel {

template <class T, class A>
struct elementary<xsimd::batch<T, A>> {
    using batch = xsimd::batch<T, A>;

    static batch exp(batch x) { return xsimd::exp(x); }
    static batch log(batch x) { return xsimd::log(x); }
    static batch log1p(batch x) { return xsimd::log1p(x); }
    static batch sqrt(batch x) { return xsimd::sqrt(x); }
    static batch tanh(batch x) { return xsimd::tanh(x); }
    static batch erf(batch x) { return xsimd::erf(x); }
    static batch floor(batch x) { return xsimd::floor(x); }
    static batch sin(batch x) { return xsimd::sin(x); }
    static batch cos(batch x) { return xsimd::cos(x); }
    static batch abs(batch x) { return xsimd::abs(x); }
    static batch minimum(batch a, batch b) { return xsimd::select(a < b || a != a, a, b); }
    static batch maximum(batch a, batch b) { return xsimd::select(a > b || a != a, a, b); }

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
