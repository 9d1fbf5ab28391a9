#include <lathe/core/misfit.hpp>

#include <type_traits>

#include "catch.hpp"

using namespace lathe::core;

namespace {

template <int Number>
struct complaint {
    static_assert(Number > 0);
};
using one = misfit<complaint<1>>;
using wrong = misfit<complaint<0>>;  // its complaint is named and not said

struct handle {
    static constexpr int width = 3;
    int count = 0;
};
struct other {};

}  // namespace

TEST_CASE("a misfit becomes every handle and nothing else") {
    handle h{5};
    h = wrong{7};
    CHECK(h.count == 0);
    STATIC_REQUIRE(std::is_convertible_v<one, handle>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<one, other>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<one, int>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<one, wrong>);
    STATIC_REQUIRE(is_misfit<wrong>);
    STATIC_REQUIRE_FALSE(is_misfit<handle>);
}

TEST_CASE("the first misfit of several is the one that is heard of") {
    STATIC_REQUIRE(std::is_same_v<first_misfit<handle, wrong, one>::type, wrong>);
    STATIC_REQUIRE(std::is_same_v<first_misfit<one>::type, one>);
    STATIC_REQUIRE(std::is_void_v<first_misfit<handle, int>::type>);
    STATIC_REQUIRE(std::is_void_v<first_misfit<>::type>);
}
