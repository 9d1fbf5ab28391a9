#include <array>
#include <lathe/kernel/shuffle.hpp>

#include "catch.hpp"

using namespace lathe;

TEMPLATE_TEST_CASE("a square is transposed, and its rows are summed", "", float, double) {
    using t = TestType;
    using batch = xsimd::batch<t>;
    constexpr std::size_t lanes = batch::size;
    std::array<std::array<t, lanes>, lanes> numbers;
    batch rows[lanes];
    for (std::size_t i = 0; i < lanes; ++i) {
        for (std::size_t j = 0; j < lanes; ++j) numbers[i][j] = static_cast<t>(100 * i + j);
        rows[i] = batch::load_unaligned(numbers[i].data());
    }
    kernel::transpose(rows);
    std::array<t, lanes> lane;
    for (std::size_t i = 0; i < lanes; ++i) {
        rows[i].store_unaligned(lane.data());
        for (std::size_t j = 0; j < lanes; ++j) CHECK(lane[j] == numbers[j][i]);
    }
    kernel::transpose(rows);
    kernel::row_sums(rows).store_unaligned(lane.data());
    for (std::size_t i = 0; i < lanes; ++i) CHECK(lane[i] == static_cast<t>(100 * i * lanes + lanes * (lanes - 1) / 2));
}

TEMPLATE_TEST_CASE("lanes are folded in halves", "", float, double) {
    using batch = xsimd::batch<TestType>;
    constexpr std::size_t lanes = batch::size;
    std::array<TestType, lanes> numbers;
    for (std::size_t i = 0; i < lanes; ++i) numbers[i] = static_cast<TestType>(i + 1);
    auto const all = batch::load_unaligned(numbers.data());
    auto const sum = static_cast<TestType>(lanes * (lanes + 1) / 2);
    CHECK(kernel::fold_lanes(all, kernel::adding{}) == sum);
    CHECK(kernel::fold_lanes(all, kernel::larger{}) == static_cast<TestType>(lanes));
}
