#include <lathe/core/bfloat16.hpp>

#include "catch.hpp"

#include <cmath>
#include <limits>

using lathe::bfloat16;

TEST_CASE("what has eight bits of fraction is kept, anything else goes to the nearest, halves to even") {
    for (float const x : {0.0f, -0.0f, 1.0f, -2.5f, 0.00390625f, 0x1.fep127f, 0x1p-133f, 1.9921875f}) CHECK(static_cast<float>(bfloat16(x)) == x);
    CHECK(static_cast<float>(bfloat16(1.0f + 0x1p-9f)) == 1.0f);
    CHECK(static_cast<float>(bfloat16(1.0f + 0x1p-8f)) == 1.0f);
    CHECK(static_cast<float>(bfloat16(1.0f + 0x3p-8f)) == 1.0f + 0x1p-6f);
    CHECK(static_cast<float>(bfloat16(-1.0f - 0x1p-7f - 0x1p-9f)) == -1.0f - 0x1p-7f);
    for (int i = -1000; i <= 1000; ++i) {
        float const x = static_cast<float>(i) / 37;
        CHECK(std::fabs(static_cast<float>(bfloat16(x)) - x) <= std::fabs(x) * 0x1p-8f);
    }
}

TEST_CASE("what is infinite or not a number stays so") {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    CHECK(static_cast<float>(bfloat16(infinity)) == infinity);
    CHECK(static_cast<float>(bfloat16(-infinity)) == -infinity);
    CHECK(static_cast<float>(bfloat16(std::numeric_limits<float>::max())) == infinity);
    CHECK(std::isnan(static_cast<float>(bfloat16(std::numeric_limits<float>::quiet_NaN()))));
}
