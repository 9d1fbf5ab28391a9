#include <lathe/kernel/xsimd.hpp>

#include "catch.hpp"

#include <cmath>
#include <cstdint>
#include <limits>

using namespace lathe;

static_assert(xsimd::batch<float>::size == 2 * xsimd::batch<double>::size);

TEST_CASE("vectors of numbers exist on this processor") {
    INFO(xsimd::default_arch::name());
    CHECK(xsimd::batch<float>::size >= 4);
    CHECK(xsimd::hadd(xsimd::batch<float>(1.0f)) == static_cast<float>(xsimd::batch<float>::size));
}

TEST_CASE("quotients and roots of floats are rounded once, and infinite where they should be") {
    using batch = xsimd::batch<float>;
    for (float const x : {0.0F, 2e-38F, 0.3F, 1.0F, 7.0F, 1e20F, 3e38F, std::numeric_limits<float>::infinity()}) {
        CAPTURE(x);
        CHECK(kernel::root(batch(x)).get(0) == std::sqrt(x));
        for (float const y : {2e-38F, 0.7F, 3.0F, 49.0F, 2e38F}) {
            CAPTURE(y);
            CHECK((batch(x) / batch(y)).get(0) == x / y);
        }
    }
}

TEST_CASE("bits of a batch stay the same") {
    using floats = xsimd::batch<float>;
    using words = xsimd::batch<std::uint32_t>;
    using integers = xsimd::batch<std::int32_t>;
    CHECK(kernel::same_bits<words>(floats(-1.5F)).get(0) == 0xbfc00000u);
    CHECK(kernel::same_bits<integers>(floats(1.5F)).get(0) == 0x3fc00000);
    CHECK(kernel::same_bits<floats>(words(0xbfc00000u)).get(0) == -1.5F);
    CHECK(kernel::same_bits<floats>(integers(0x3fc00000)).get(0) == 1.5F);
    CHECK(kernel::same_bits<integers>(words(0xffffffffu)).get(0) == -1);
}
