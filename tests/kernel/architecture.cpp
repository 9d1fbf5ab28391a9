#include <lathe/kernel/architecture.hpp>

#include "catch.hpp"

#include <string>

TEST_CASE("the architecture has a name and its vectors hold a power of two of floats") {
    CHECK(!std::string(lathe::kernel::architecture()).empty());
    CHECK(lathe::kernel::vector_lanes >= 4);
    CHECK((lathe::kernel::vector_lanes & (lathe::kernel::vector_lanes - 1)) == 0);
}
