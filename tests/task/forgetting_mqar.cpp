#include "catch.hpp"
#include "task/sample.hpp"

#include <lathe/task/forgetting_mqar.hpp>

#include <map>

using namespace lathe::task;

TEST_CASE("Half of the keys are written twice") {
    forgetting_mqar const t;
    CHECK(t.writes() == 12);
    auto const s = lathe::test::draw(t, 1, split::train, 0);
    std::map<int, int> times;
    for (std::size_t w = 0; w < 12; ++w) {
        ++times[s.input[2 * w]];
    }
    CHECK(times.size() == 8);
    CHECK_THROWS_WITH(forgetting_mqar(38), lathe::test::contains("38 positions"));
    CHECK_NOTHROW(forgetting_mqar(40));
}
