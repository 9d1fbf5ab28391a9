#include <lathe/core/type_name.hpp>

#include "catch.hpp"

#include <string>

namespace lathe::sample {

struct plain {};
template <class T, int N>
struct composed {};

}  // namespace lathe::sample

using lathe::core::type_name;

TEST_CASE("types have the names that the compiler gives them") {
    STATIC_REQUIRE(type_name<int>() == "int");
    STATIC_REQUIRE(type_name<lathe::sample::plain>() == "lathe::sample::plain");
    auto const composed = std::string(type_name<lathe::sample::composed<double[3], 4>>());
    CHECK(composed.starts_with("lathe::sample::composed<double"));
    CHECK(composed.ends_with("4>"));
    CHECK(composed.find("[3]") != std::string::npos);
}
