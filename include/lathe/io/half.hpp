#pragma once
/// \file
/// Numbers of 16 bits as float: IEEE 754 binary16 (F16) and the upper half of binary32 (BF16). Both are exact,
/// subnormal numbers, infinities and what is not a number included.
///
///     binary16 = (-1)^s 2^(e - 15) (1 + f / 1024), e = 1 .. 30;  (-1)^s 2^-14 f / 1024, e = 0      s 1, e 5, f 10 bits

#include <bit>
#include <cstdint>

namespace lathe::io {

constexpr float float_of_bf16(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t{bits} << 16); }

constexpr float float_of_f16(std::uint16_t bits) {
    std::uint32_t const sign = (bits & 0x8000u) << 16;
    std::uint32_t const exponent = bits >> 10 & 0x1fu;
    std::uint32_t const fraction = bits & 0x3ffu;
    if (exponent == 0) {
        float const size = static_cast<float>(fraction) * 0x1p-24f;
        return sign == 0 ? size : -size;
    }
    std::uint32_t const wide = exponent == 31 ? 255 : exponent + (127 - 15);
    return std::bit_cast<float>(sign | wide << 23 | fraction << 13);
}

static_assert(float_of_bf16(0x3f80) == 1.0f && float_of_f16(0x3c00) == 1.0f);
static_assert(float_of_f16(0xfbff) == -65504.0f && float_of_f16(0x0001) == 0x1p-24f);

}  // namespace lathe::io
