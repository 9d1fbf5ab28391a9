#include <lathe/io/error.hpp>

#include "catch.hpp"

TEST_CASE("an error of a file is a runtime error that says its sentence", "[io]") {
    auto const fail = [] { throw lathe::io::error("'x' is missing; give another file"); };
    CHECK_THROWS_AS(fail(), std::runtime_error);
    CHECK_THROWS_WITH(fail(), "'x' is missing; give another file");
}
