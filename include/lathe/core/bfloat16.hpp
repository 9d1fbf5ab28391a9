#pragma once
/// \file
/// A float of 16 bits: the upper half of one of 32, with its range and 8 bits of its fraction.

#include <bit>
#include <cstdint>

namespace lathe {

struct bfloat16 {
    std::uint16_t bits = 0;

    constexpr bfloat16() = default;
    /// The nearest one, halves to even; what is not a number stays so.
    constexpr explicit bfloat16(float x) {
        auto const all = std::bit_cast<std::uint32_t>(x);
        bits = x != x ? static_cast<std::uint16_t>(all >> 16 | 0x40u)
                      : static_cast<std::uint16_t>((all + 0x7fffu + (all >> 16 & 1u)) >> 16);
    }
    constexpr operator float() const { return std::bit_cast<float>(std::uint32_t{bits} << 16); }
};

}  // namespace lathe
