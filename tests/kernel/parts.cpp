#include <lathe/kernel/parts.hpp>

#include "catch.hpp"

#include <utility>
#include <vector>

using namespace lathe::kernel;

TEST_CASE("parts are as equal as can be") {
    std::vector<std::pair<int, int>> parts;
    in_equal_parts<6>(13, [&](int count, int row) { parts.emplace_back(count, row); });
    CHECK(parts == std::vector<std::pair<int, int>>{{5, 0}, {4, 5}, {4, 9}});
    in_equal_parts<6>(0, [](int, int) { FAIL(); });
}
