#include "catch.hpp"
#include "report/sample.hpp"

#include <lathe/report/spread.hpp>

#include <cmath>
#include <limits>

using namespace lathe::report;

TEST_CASE("mean, sample standard deviation, least and most", "[report]") {
    spread const s = spread_of({2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0});
    CHECK(s.count == 8);
    CHECK(s.mean == Approx(5.0));
    CHECK(s.deviation == Approx(std::sqrt(32.0 / 7.0)));
    CHECK(s.least == 2.0);
    CHECK(s.most == 9.0);
}

TEST_CASE("one value has no deviation, no value has nothing", "[report]") {
    spread const one = spread_of({3.0});
    CHECK(one.mean == 3.0);
    CHECK(std::isnan(one.deviation));
    CHECK(one.least == 3.0);
    spread const none = spread_of({});
    CHECK(none.count == 0);
    CHECK(std::isnan(none.mean));
    CHECK(std::isnan(none.most));
}

TEST_CASE("what is not finite is left out of a spread", "[report]") {
    spread const s = spread_of({unknown, 1.0, std::numeric_limits<double>::infinity(), 3.0});
    CHECK(s.count == 2);
    CHECK(s.mean == 2.0);
    CHECK(s.most == 3.0);
}

TEST_CASE("equal values have exactly their mean and no deviation", "[report]") {
    spread const s = spread_of({0.1, 0.1, 0.1});
    CHECK(s.mean == 0.1);
    CHECK(s.deviation == 0.0);
}

TEST_CASE("only finished runs count", "[report]") {
    arm a = lathe::test::sample_arm("x", 0.5, 0.1, false);
    CHECK(over_runs(a, &run::accuracy).mean == Approx(0.5));
    a.runs[2].finished = false;
    CHECK(over_runs(a, &run::accuracy).count == 2);
    CHECK(over_runs(a, &run::accuracy).most == 0.5);
    CHECK(over_runs(a, [](run const& r) { return r.seed; }).mean == 1.5);
    CHECK(unfinished(a) == 1);
}

TEST_CASE("clearly above needs two seeds each, ranges apart and means apart", "[report]") {
    spread const low = spread_of({0.40, 0.41, 0.42});
    CHECK(clearly_above(spread_of({0.90, 0.91, 0.92}), low));
    CHECK_FALSE(clearly_above(low, spread_of({0.90, 0.91, 0.92})));
    // One seed says nothing about scatter.
    CHECK_FALSE(clearly_above(spread_of({0.90}), low));
    CHECK_FALSE(clearly_above(spread_of({0.90, 0.91}), spread_of({0.40})));
    // Ranges overlap, though the means are far apart.
    CHECK_FALSE(clearly_above(spread_of({0.41, 0.99, 0.99}), low));
    // Ranges are apart, but the means are near for such a scatter.
    CHECK_FALSE(clearly_above(spread_of({0.43, 0.47, 0.51}), spread_of({0.34, 0.38, 0.42})));
    // Seeds agree, but the gap is tiny.
    CHECK_FALSE(clearly_above(spread_of({0.999, 0.999}), spread_of({0.998, 0.998})));
    CHECK(clearly_above(spread_of({0.99, 0.99}), spread_of({0.98, 0.98})));
    // Equal results are not above each other.
    CHECK_FALSE(clearly_above(spread_of({1.0, 1.0}), spread_of({1.0, 1.0})));
}
