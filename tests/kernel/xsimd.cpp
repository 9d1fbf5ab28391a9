#include <lathe/kernel/xsimd.hpp>

#include "catch.hpp"

static_assert(xsimd::batch<float>::size == 2 * xsimd::batch<double>::size);

TEST_CASE("vectors of numbers exist on this processor") {
    INFO(xsimd::default_arch::name());
    CHECK(xsimd::batch<float>::size >= 4);
    CHECK(xsimd::hadd(xsimd::batch<float>(1.0f)) == static_cast<float>(xsimd::batch<float>::size));
}
