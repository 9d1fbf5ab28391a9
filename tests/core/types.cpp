#include <lathe/core/types.hpp>

#include "catch.hpp"

#include <type_traits>

TEST_CASE("lists of types know their length; none is nothing") {
    STATIC_REQUIRE(lathe::type_list<>::size == 0);
    STATIC_REQUIRE(lathe::type_list<int, int, void>::size == 3);
    STATIC_REQUIRE(std::is_empty_v<lathe::none>);
}
