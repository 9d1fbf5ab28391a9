#include "catch.hpp"

#include <lathe/report/axis.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

using namespace lathe::report;

TEST_CASE("ticks are round and inside", "[report]") {
    axis const share{"accuracy", unit::share};
    range const r = widened({0.26, 0.97}, share, 5);
    CHECK(r.least == Approx(0.2));
    CHECK(r.most == Approx(1.0));
    auto const at = ticks(share, r, 5);
    REQUIRE(at.size() == 5);
    CHECK(at[1] == Approx(0.4));
    CHECK(at.back() == Approx(1.0));
}

TEST_CASE("logarithmic axes have ticks at powers, or in between if there are few", "[report]") {
    axis const flops{"work", unit::flop, true};
    CHECK(ticks(flops, {1e9, 1e13}, 6) == std::vector<double>{1e9, 1e10, 1e11, 1e12, 1e13});
    CHECK(ticks(flops, {0.9, 12.0}, 5) == std::vector<double>{1.0, 2.0, 5.0, 10.0});
    CHECK(ticks(flops, {2.1, 2.9}, 4).size() >= 3);
    CHECK(ticks(flops, {1e-3, 1e18}, 5).size() <= 8);
}

TEST_CASE("whole numbers have whole ticks, given ticks are kept", "[report]") {
    for (double const t : ticks({"steps", unit::whole}, {0.5, 3.5}, 6)) {
        CHECK(t == std::round(t));
    }
    axis const loops{"loops", unit::whole, true, {1, 4, 32}};
    CHECK(ticks(loops, {0.9, 10.0}, 5) == std::vector<double>{1, 4});
}

TEST_CASE("no range is ever empty or a point", "[report]") {
    double const inf = std::numeric_limits<double>::infinity();
    for (bool const logarithmic : {false, true}) {
        for (auto const u : {unit::plain, unit::whole, unit::share, unit::flop, unit::milliseconds}) {
            axis const a{"", u, logarithmic};
            for (range const r :
                 {range{}, range{3.0, 3.0}, range{0.0, 0.0}, range{1.0, 1.0}, range{1.0, 1.0 + 1e-15}}) {
                range const w = widened(r, a, 5);
                CHECK(w.most > w.least);
                CHECK(ticks(a, w, 5).size() < 100);
                scale const s{w, 0.0, 100.0, logarithmic};
                CHECK(std::isfinite(s(w.least)));
                CHECK(s(w.most) == Approx(100.0));
            }
        }
    }
    range r;
    r.include(unknown);
    r.include(inf);
    CHECK(r.empty());
    r.include(2.0);
    CHECK((r.least == 2.0 && r.most == 2.0));
}

TEST_CASE("labels of ticks say no more than they need", "[report]") {
    CHECK(tick_label(1e12, unit::flop, 0) == "1 T");
    CHECK(tick_label(2.5e12, unit::flop, 0) == "2.5 T");
    CHECK(tick_label(1e11, unit::flop, 0) == "100 G");
    CHECK(tick_label(0.4, unit::share, 0) == "40 %");
    CHECK(tick_label(0.5, unit::milliseconds, 0) == "500 \u00b5s");
    CHECK(tick_label(100.0, unit::whole, 0) == "100");
}

TEST_CASE("a scale maps ends to ends, also backwards", "[report]") {
    scale const down{{0.0, 1.0}, 200.0, 0.0};
    CHECK(down(0.0) == 200.0);
    CHECK(down(0.25) == 150.0);
    scale const decades{{1.0, 100.0}, 0.0, 10.0, true};
    CHECK(decades(10.0) == Approx(5.0));
}
