#include <lathe/core/initial.hpp>

#include "catch.hpp"

#include <type_traits>

using namespace lathe;

TEST_CASE("initial distributions are empty types that carry their numbers") {
    STATIC_REQUIRE(std::is_empty_v<initial::zeros>);
    STATIC_REQUIRE(std::is_empty_v<initial::sinusoid>);
    STATIC_REQUIRE(std::is_same_v<initial::zeros, initial::constant<0.0>>);
    STATIC_REQUIRE(std::is_same_v<initial::ones, initial::constant<1.0>>);
    STATIC_REQUIRE_FALSE(std::is_same_v<initial::normal<0.02>, initial::normal<0.01>>);
    STATIC_REQUIRE(std::is_same_v<initial::fan_in<>, initial::fan_in<1.0>>);
    STATIC_REQUIRE(std::is_same_v<initial::truncated<0.1>, initial::truncated<0.1, 2.0>>);
}
