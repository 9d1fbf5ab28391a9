#include <lathe/core/bundle.hpp>

#include "catch.hpp"

#include <type_traits>

using namespace lathe::core;

TEST_CASE("a bundle hands out its values in order") {
    bundle<int, double, char> const all(1, 2.5, 'c');
    STATIC_REQUIRE(all.size == 3);
    CHECK(item_of<0>(all) == 1);
    CHECK(item_of<1>(all) == 2.5);
    CHECK(item_of<2>(all) == 'c');
    CHECK(all.apply([](int a, double b, char c) { return a + b + (c - 'a'); }) == 5.5);
}

TEST_CASE("two of one type are kept apart, and nothing is a bundle too") {
    bundle<int, int> const two(1, 2);
    CHECK(item_of<0>(two) == 1);
    CHECK(item_of<1>(two) == 2);
    STATIC_REQUIRE(bundle<>().size == 0);
    STATIC_REQUIRE(bundle<>().apply([](auto... none) { return sizeof...(none); }) == 0);
    STATIC_REQUIRE(std::is_trivially_destructible_v<bundle<int, double>>);
}

TEST_CASE("references refer to what was named") {
    int number = 1;
    double const fixed = 2;
    auto const both = references(number, fixed);
    STATIC_REQUIRE(std::is_same_v<decltype(both), bundle<int&, double const&> const>);
    item_of<0>(both) = 7;
    CHECK(number == 7);
    CHECK(&item_of<1>(both) == &fixed);
}
