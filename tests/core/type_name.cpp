#include <lathe/core/type_name.hpp>

#include "catch.hpp"

namespace lathe::sample {

struct plain {};
template <class T, int N>
struct composed {};

}  // namespace lathe::sample

using lathe::core::type_name;

TEST_CASE("types have the names that the compiler gives them") {
    STATIC_REQUIRE(type_name<int>() == "int");
    STATIC_REQUIRE(type_name<lathe::sample::plain>() == "lathe::sample::plain");
    STATIC_REQUIRE(type_name<lathe::sample::composed<lathe::sample::plain, 4>>() ==
                   "lathe::sample::composed<lathe::sample::plain, 4>");
}
