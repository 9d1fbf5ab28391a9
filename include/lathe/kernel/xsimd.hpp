#pragma once
/// \file
/// xsimd, without what g++ says about its own intrinsics, and with a multiply-add that is always one.

#if defined(__GNUC__) && !defined(__clang__)
// The undefined values of AVX-512 intrinsics are meant to be (https://gcc.gnu.org/PR105593).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <xsimd/xsimd.hpp>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#include <type_traits>

namespace lathe::kernel {

/// a b + c, rounded once where the processor can. xsimd 8 has no such form for AVX-512, and not every compiler fuses a
/// product and a sum by itself.
template <class T, class A>
xsimd::batch<T, A> fused(xsimd::batch<T, A> a, xsimd::batch<T, A> b, xsimd::batch<T, A> c) {
    if constexpr (!std::is_base_of_v<xsimd::avx512f, A>) {
        return xsimd::fma(a, b, c);
    } else if constexpr (sizeof(T) == 4) {
        return _mm512_fmadd_ps(a, b, c);
    } else {
        return _mm512_fmadd_pd(a, b, c);
    }
}

}  // namespace lathe::kernel
