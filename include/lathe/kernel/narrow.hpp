#pragma once
/// \file
/// Products of several narrow numbers in one instruction, where the processor has it, and the same by shifts where not.
///
///     pairs(x, w, y)  y + x_0 w_0 + x_1 w_1, each word of x and w two bfloat16
///     quads(x, w, y)  y + x_0 w_0 + ... + x_3 w_3, each word of x four unsigned, of w four signed integers of 8 bits
///
/// Instructions for pairs may round in another order, and take numbers below the smallest normal one for zero. Processors
/// that multiply whole tiles (AMX, kernel/amx.hpp) have the instruction as well, at a quarter of Zen 4's rate: shifts are
/// faster there.

#include <lathe/kernel/batch.hpp>

#include <bit>
#include <cstdint>

namespace lathe::kernel::narrow {

using floats = xsimd::batch<float>;
using words = xsimd::batch<std::uint32_t>;
using integers = xsimd::batch<std::int32_t>;

/// The first and the second number of each pair.
[[gnu::always_inline]] inline floats first(words pair) { return same_bits<floats>(pair << 16); }
[[gnu::always_inline]] inline floats second(words pair) { return same_bits<floats>(pair & words(0xffff0000u)); }

/// Each number rounded to bfloat16, halves to even, in the upper half of its word; what is not a number stays so.
inline words rounded(floats x) {
    words const all = same_bits<words>(x);
    words const up = all + words(0x7fffu) + ((all >> 16) & words(1u));
    return same_bits<words>(xsimd::select(xsimd::isnan(x), x + x, same_bits<floats>(up)));
}

#if defined(__AVX512BF16__) && !defined(__AMX_BF16__)
inline constexpr bool multiplies_pairs = true;
inline floats pairs(words x, words w, floats y) {
    return _mm512_dpbf16_ps(y, std::bit_cast<__m512bh>(static_cast<__m512i>(x)), std::bit_cast<__m512bh>(static_cast<__m512i>(w)));
}
#else
inline constexpr bool multiplies_pairs = false;
[[gnu::always_inline]] inline floats pairs(words x, words w, floats y) {
    return kernel::fma(first(x), first(w), kernel::fma(second(x), second(w), y));
}
#endif

#if defined(__AVX512VNNI__)
inline constexpr bool multiplies_quads = true;
inline integers quads(words x, words w, integers y) { return _mm512_dpbusd_epi32(y, x, w); }
#elif defined(__AVXVNNI__) && !defined(__AVX512F__)
inline constexpr bool multiplies_quads = true;
inline integers quads(words x, words w, integers y) { return _mm256_dpbusd_avx_epi32(y, x, w); }
#else
inline constexpr bool multiplies_quads = false;
[[gnu::always_inline]] inline integers quads(words x, words w, integers y) {
    integers const a = same_bits<integers>(x);
    integers const b = same_bits<integers>(w);
    integers const byte(0xff);
    y += (a & byte) * ((b << 24) >> 24);
    y += ((a >> 8) & byte) * ((b << 16) >> 24);
    y += ((a >> 16) & byte) * ((b << 8) >> 24);
    return y + ((a >> 24) & byte) * (b >> 24);
}
#endif

}  // namespace lathe::kernel::narrow
