#include <lathe/core/root.hpp>

#include "catch.hpp"

#include <cmath>

using lathe::core::square_root;

TEST_CASE("square roots at compile time") {
    STATIC_REQUIRE(square_root(4.0) == 2.0);
    STATIC_REQUIRE(square_root(1.0) == 1.0);
    STATIC_REQUIRE(square_root(5280.0 * 5280.0) == 5280.0);
}

TEST_CASE("square roots are those of the standard library to the last bits") {
    for (double x = 1e-6; x <= 1e9; x *= 1.37) {
        CAPTURE(x);
        CHECK(square_root(x) == Approx(std::sqrt(x)).epsilon(4e-16));
    }
}
