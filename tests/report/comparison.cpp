#include "catch.hpp"

#include <lathe/report/comparison.hpp>

#include <cmath>

using namespace lathe::report;

TEST_CASE("what nobody measured is unknown", "[report]") {
    run const r;
    CHECK(std::isnan(r.accuracy));
    CHECK(std::isnan(r.loss));
    CHECK(std::isnan(r.bits_per_character));
    CHECK_FALSE(r.finished);
    CHECK(std::isnan(curve_point{}.accuracy));
    CHECK(std::isnan(depth_point{}.milliseconds_per_sequence));
    CHECK(std::isnan(arm{}.flops_per_token));
    CHECK(arm{}.trained_loops == 0);
    CHECK(std::isnan(comparison{}.chance));
}
