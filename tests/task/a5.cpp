#include "catch.hpp"

#include <lathe/task/a5.hpp>

TEST_CASE("A5 is the word problem of 60 permutations") {
    lathe::task::a5 const t;
    STATIC_REQUIRE(lathe::task::a5::name == "a5");
    CHECK(t.symbols() == 60);
    CHECK(t.chance() == 1.0 / 60);
    CHECK(t.length() == 8);
    CHECK(t.spell(0) == "12345");
    CHECK(t.spell(59) == "54321");
}
