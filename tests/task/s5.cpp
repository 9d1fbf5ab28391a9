#include "catch.hpp"

#include <lathe/task/s5.hpp>

TEST_CASE("S5 is the word problem of 120 permutations") {
    lathe::task::s5 const t;
    STATIC_REQUIRE(lathe::task::s5::name == "s5");
    CHECK(t.symbols() == 120);
    CHECK(t.chance() == 1.0 / 120);
    CHECK(t.length() == 8);
    CHECK(t.spell(0) == "12345");
    CHECK(t.spell(119) == "54321");
}
