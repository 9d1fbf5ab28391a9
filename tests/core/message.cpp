#include <lathe/core/message.hpp>

#include "catch.hpp"

#include <cstdint>
#include <limits>

using lathe::core::message;

TEST_CASE("a message is its parts, numbers as std::to_string writes them") {
    CHECK(message({}) == "");
    CHECK(message({"lathe: ", 3, " of ", std::size_t{8}, " and ", 0.25}) == "lathe: 3 of 8 and " + std::to_string(0.25));
    CHECK(message({std::string_view("name, cut off").substr(0, 4), " = ", -1L}) == "name = -1");
    auto const least = std::numeric_limits<std::int64_t>::min();
    CHECK(message({least}) == std::to_string(least));
}
