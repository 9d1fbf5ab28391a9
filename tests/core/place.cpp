#include <lathe/core/place.hpp>

#include "catch.hpp"

using namespace lathe;

TEST_CASE("places are compared by all that they say") {
    STATIC_REQUIRE(place{1, 2, 3} == place{1, 2, 3});
    STATIC_REQUIRE(place{1, 2, 3} != place{0, 2, 3});
    STATIC_REQUIRE(place{1, 2, 3} != place{1, 0, 3});
    STATIC_REQUIRE(place{1, 2, 3} != place{1, 2, 0});
    STATIC_REQUIRE(place{} == place{0, 0, 0});
}

TEST_CASE("a border knows whether it is among the last turns") {
    STATIC_REQUIRE(border{level::step, 7, 8}.last());
    STATIC_REQUIRE_FALSE(border{level::step, 6, 8}.last());
    STATIC_REQUIRE(border{level::step, 6, 8}.last(2));
    STATIC_REQUIRE_FALSE(border{level::cycle, 5, 8}.last(2));
    STATIC_REQUIRE(border{level::call, 0, 3}.last(5));
}
