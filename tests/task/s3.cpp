#include "catch.hpp"

#include <lathe/task/s3.hpp>

TEST_CASE("S3 is the word problem of 6 permutations") {
    lathe::task::s3 const t;
    STATIC_REQUIRE(lathe::task::s3::name == "s3");
    CHECK(t.symbols() == 6);
    CHECK(t.chance() == 1.0 / 6);
    CHECK(t.length() == 8);
    CHECK(t.spell(0) == "123");
    CHECK(t.spell(5) == "321");
}
