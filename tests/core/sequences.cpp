#include <lathe/core/sequences.hpp>

#include <array>
#include <vector>

#include "catch.hpp"

using namespace lathe;

TEST_CASE("rows are told apart by their sequences") {
    std::vector<place> const at = {{3, 0, 0}, {3, 1, 0}, {4, 0, 0}, {7, 5, 0}, {7, 6, 0}, {7, 7, 0}};
    std::vector<std::array<int, 3>> seen;
    core::each_sequence(at, [&](int index, int first, int count) { seen.push_back({index, first, count}); });
    CHECK(seen == std::vector<std::array<int, 3>>{{0, 0, 2}, {1, 2, 1}, {2, 3, 3}});
    CHECK(core::sequences(at) == 3);
    CHECK(core::sequences({}) == 0);
}

TEST_CASE("rows whose places nobody knows are one sequence") {
    places const unknown(static_cast<place const*>(nullptr), 5);
    CHECK(core::sequences(unknown) == 1);
    core::each_sequence(unknown, [](int index, int first, int count) {
        CHECK(index == 0);
        CHECK(first == 0);
        CHECK(count == 5);
    });
}
