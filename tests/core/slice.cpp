#include <lathe/core/slice.hpp>

#include "catch.hpp"

#include <array>
#include <span>
#include <type_traits>
#include <vector>

using lathe::slice;

namespace {

int sum(slice<int const> numbers) {
    int total = 0;
    for (int n : numbers) total += n;
    return total;
}

}  // namespace

TEST_CASE("a slice takes whatever has data and size") {
    std::vector<int> numbers = {1, 2, 3};
    std::vector<int> const fixed = {4, 5};
    std::array<int, 2> const pair = {6, 7};
    CHECK(sum(numbers) == 6);
    CHECK(sum(fixed) == 9);
    CHECK(sum(pair) == 13);
    CHECK(sum(std::span<int>(numbers)) == 6);
    CHECK(sum(slice<int>(numbers)) == 6);
    CHECK(sum({}) == 0);
    STATIC_REQUIRE_FALSE(std::is_constructible_v<slice<int>, std::vector<int> const&>);
    STATIC_REQUIRE_FALSE(std::is_constructible_v<slice<int>, std::vector<double>&>);
    STATIC_REQUIRE_FALSE(std::is_constructible_v<slice<int>, int>);
}

TEST_CASE("a slice refers to memory of somebody else") {
    std::vector<int> numbers = {1, 2, 3, 4};
    slice<int> const all(numbers);
    all[2] = 30;
    CHECK(numbers[2] == 30);
    CHECK(all.data() == numbers.data());
    CHECK(all.end() - all.begin() == 4);
    CHECK(all.first(2).size() == 2);
    CHECK(all.after(3)[0] == 4);
    CHECK(all.after(4).empty());
    CHECK(slice<int>().data() == nullptr);
    CHECK(slice<int>().empty());
}

TEST_CASE("a slice works at compile time") {
    constexpr auto second = [] {
        int numbers[] = {1, 2, 3};
        return slice<int>(numbers, 3).after(1)[0];
    };
    STATIC_REQUIRE(second() == 2);
}
