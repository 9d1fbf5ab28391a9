#include <lathe/signal/masked.hpp>

#include <lathe/pass/schedule.hpp>

#include "catch.hpp"

#include <cmath>

using namespace lathe;

TEST_CASE("a plan draws how many symbols are masked and what they count") {
    using plan = signal::masked<schedule::loglinear<0.0>, weight::bound, 0.1, 0.9>;
    CHECK(plan::draw(0.0, 5).chance == Approx(0.1));
    CHECK(plan::draw(0.5, 5).chance == Approx(0.5));
    CHECK(plan::draw(0.5, 5).weight == Approx(2));
    CHECK(plan::draw(0.5, 5).exactly == 0);
    CHECK(signal::masked<schedule::loglinear<0.0>, weight::flat>::draw(0.3, 5).weight == 1);
    CHECK(signal::masked<schedule::loglinear<0.0>, weight::falling, 0.1, 0.9>::draw(0.5, 5).weight == Approx(0.5));
    CHECK(signal::masked<schedule::loglinear<0.0>, weight::clamped<5.0>, 0.1, 0.9>::draw(0.0, 5).weight == Approx(5));
    CHECK(signal::masked<schedule::loglinear<0.0>, weight::clamped<5.0>, 0.1, 0.9>::draw(0.5, 5).weight == Approx(2));
}

TEST_CASE("the weight of the bound is how fast symbols are masked, over the share that is") {
    auto const check = []<class Schedule>(Schedule) {
        for (double const t : {0.1, 0.4, 0.8}) {
            double const slope = (Schedule::alpha(t + 1e-6) - Schedule::alpha(t - 1e-6)) / 2e-6;
            CHECK(weight::bound::at<Schedule>(t) == Approx(-slope / (1 - Schedule::alpha(t))).epsilon(1e-6));
        }
    };
    check(schedule::loglinear<1e-3>{});
    check(schedule::cosine<1e-3>{});
    check(schedule::cosine_squared<1e-3>{});
    check(schedule::linear<0.0, 10.0>{});
    check(schedule::geometric<1e-3, 1.0>{});
    check(schedule::polynomial<3.0>{});
}

TEST_CASE("any order masks each number of positions equally often") {
    for (int k = 1; k <= 7; ++k) {
        auto const how = signal::any_order::draw((k - 0.5) / 7, 7);
        CHECK(how.exactly == k);
        CHECK(how.weight == Approx(7.0 / k));
    }
    CHECK(signal::any_order::draw(std::nextafter(1.0, 0.0), 7).exactly == 7);
    CHECK(signal::any_order::draw(0.5, 0).exactly == 0);
    CHECK(signal::any_order::draw(0.5, 0).weight == 0);
}
