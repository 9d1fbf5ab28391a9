#pragma once
/// \file
/// xsimd, without what g++ says about its own intrinsics, with a multiply-add that is always one, and with quotients and roots
/// that are rounded on AArch64, too.

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

#include <bit>
#include <type_traits>

#if XSIMD_WITH_NEON64
/// xsimd 8 divides floats by an estimate, which is wrong in the last places and useless for divisors beyond 2^126.
template <>
inline xsimd::batch<float, xsimd::neon64>& xsimd::batch<float, xsimd::neon64>::operator/=(batch const& other) noexcept {
    return *this = batch(vdivq_f32(*this, other));
}
#endif

namespace lathe::kernel {

template <class A>
concept neon = std::is_base_of_v<xsimd::neon64, A>;

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

/// The square root, rounded once. That of xsimd 8 is an estimate for floats on NEON, and not a number for infinity.
template <class T, class A>
xsimd::batch<T, A> root(xsimd::batch<T, A> x) {
    if constexpr (neon<A> && sizeof(T) == 4) {
        return vsqrtq_f32(x);
    } else {
        return xsimd::sqrt(x);
    }
}

/// The bits of x as another batch. On NEON, xsimd 8 does it by functions that are called through pointers.
template <class To, class T, class A>
[[gnu::always_inline]] inline To same_bits(xsimd::batch<T, A> x) {
    if constexpr (neon<A>) {
        return std::bit_cast<typename To::register_type>(static_cast<typename xsimd::batch<T, A>::register_type>(x));
    } else {
        return xsimd::bitwise_cast<To>(x);
    }
}

}  // namespace lathe::kernel
