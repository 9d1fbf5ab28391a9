#include <lathe/optimise/sign_sgd.hpp>

#include "optimise/sample.hpp"

using namespace lathe;
using namespace lathe::test;

TEMPLATE_TEST_CASE("descent by signs follows the reference, rows named twice summed first", "[optimise]", float,
                   double) {
    using T = TestType;
    trajectories const file;
    auto table = file.in<T>("emb");
    auto const before = table;
    auto const ids = file.in<int>("emb_ids");
    auto const g = file.in<T>("emb_grad");
    std::vector<T> sum(4);
    optimise::sign_sgd{.rate = 0.05, .decay = 0.1}.step<T>(table, ids, g, sum);
    file.compare(table, "sparse_signsgd.w");
    REQUIRE(std::count(ids.begin(), ids.end(), 2) == 2);
    for (std::size_t i = 0; i < table.size(); ++i) {
        bool const named = std::count(ids.begin(), ids.end(), static_cast<int>(i / 4)) > 0;
        CHECK((table[i] != before[i]) == named);
    }
}

TEMPLATE_TEST_CASE("the sign is that of the sum, and zero has none", "[optimise]", float, double) {
    using T = TestType;
    std::vector<T> table(2 * 19, 8), sum(19), g(3 * 19, 0);
    // row 1 is named at places 0 and 2: +3 - 1 in column 0, +1 - 3 in column 1, +2 - 2 in column 17, none in the last
    auto const at = [&](std::size_t place, std::size_t column) -> T& { return g[place * 19 + column]; };
    at(0, 0) = 3, at(2, 0) = -1, at(0, 1) = 1, at(2, 1) = -3, at(0, 17) = 2, at(2, 17) = -2;
    at(0, 18) = at(2, 18) = 0;
    at(1, 5) = std::numeric_limits<T>::quiet_NaN();
    std::vector<int> const ids{1, 0, 1};
    optimise::sign_sgd{}.step<T>(table, ids, g, sum, 0.5, 0.5);
    auto const row = [&](std::size_t column) { return table[19 + column]; };
    CHECK(row(0) == T(5.5));
    CHECK(row(1) == T(6.5));
    CHECK(row(17) == T(6));
    CHECK(row(18) == T(6));
    CHECK(std::isnan(table[5]));
    CHECK(table[6] == T(6));
    auto const before = table;
    optimise::sign_sgd{}.step<T>(std::span(table).last(19), std::vector<int>{0}, std::span<T const>(g).first(19), sum,
                                 0, 0.5);
    CHECK(std::equal(table.begin() + 19, table.end(), before.begin() + 19));
    optimise::sign_sgd{}.step<T>(table, {}, {}, sum);
    CHECK(std::equal(table.begin() + 6, table.end(), before.begin() + 6));
}

TEST_CASE("rows that do not exist and sizes that do not fit are refused, and nothing changes", "[optimise]") {
    std::vector<float> table(12, 1), sum(4), g(8, 1);
    auto const before = table;
    auto const step = [&](std::vector<int> const& ids, std::span<float const> slopes, std::span<float> work) {
        optimise::sign_sgd{}.step<float>(table, ids, slopes, work);
    };
    CHECK_THROWS_WITH(step({0, 3}, g, sum), contains("row 3 of a table with 3 rows"));
    CHECK_THROWS_WITH(step({0, -1}, g, sum), contains("row -1"));
    CHECK_THROWS_WITH(step({0}, g, sum), contains("whole rows are needed"));
    CHECK_THROWS_AS(step({0, 1}, g, std::span(sum).first(0)), std::invalid_argument);
    CHECK_THROWS_AS(step({}, {}, std::span<float>(g).first(5)), std::invalid_argument);
    CHECK(table == before);
}
