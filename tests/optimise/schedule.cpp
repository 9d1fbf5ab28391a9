#include <lathe/optimise/schedule.hpp>

#include "catch.hpp"

using namespace lathe::optimise;

TEST_CASE("a constant rate is constant, after its warm-up if it has one", "[optimise]") {
    CHECK(constant{.peak = 0.25}.rate(0) == 0.25);
    CHECK(constant{.peak = 0.25}.rate(1'000'000) == 0.25);
    warmup_constant const s{.peak = 2, .warmup = 4};
    CHECK(s.rate(0) == 0.5);
    CHECK(s.rate(1) == 1);
    CHECK(s.rate(3) == 2);
    CHECK(s.rate(4) == 2);
    CHECK(s.rate(1l << 40) == 2);
    CHECK(warmup_constant{.peak = 2}.rate(0) == 2);
}

TEST_CASE("the cosine falls from the peak to the floor and stays there", "[optimise]") {
    warmup_cosine const s{.peak = 2, .warmup = 10, .steps = 110, .floor = 0.25};
    CHECK(s.rate(0) == Approx(0.2));
    CHECK(s.rate(9) == Approx(2));
    CHECK(s.rate(10) == Approx(2));
    CHECK(s.rate(60) == Approx(2 * 0.625));
    CHECK(s.rate(35) == Approx(2 * (0.25 + 0.75 * (1 + std::sqrt(0.5)) / 2)));
    CHECK(s.rate(110) == Approx(0.5));
    CHECK(s.rate(1000) == Approx(0.5));
    for (std::int64_t step = 10; step < 110; ++step) CHECK(s.rate(step + 1) < s.rate(step));
    // HRM's and TRM's: floor 1
    CHECK(warmup_cosine{.peak = 1e-4, .warmup = 2000, .steps = 60'000, .floor = 1}.rate(40'000) == Approx(1e-4));
    // nothing but warm-up
    warmup_cosine const short_one{.peak = 2, .warmup = 10, .steps = 5, .floor = 0};
    CHECK(short_one.rate(4) == 1);
    CHECK(short_one.rate(10) == Approx(0).margin(1e-15));
}

TEST_CASE("the trapezoid rises, stays and falls", "[optimise]") {
    trapezoid const s{.peak = 4, .warmup = 4, .steps = 20, .cooldown = 8, .floor = 0.5};
    CHECK(s.rate(0) == 1);
    CHECK(s.rate(3) == 4);
    CHECK(s.rate(12) == 4);
    CHECK(s.rate(16) == 3);
    CHECK(s.rate(20) == 2);
    CHECK(s.rate(99) == 2);
    CHECK(trapezoid{.peak = 4, .steps = 20}.rate(19) == 4);
    CHECK(trapezoid{.peak = 4, .steps = 20}.rate(20) == 0);
    // warm-up and cool-down meet: the lower one holds
    trapezoid const peak{.peak = 1, .warmup = 10, .steps = 10, .cooldown = 10};
    CHECK(peak.rate(0) == Approx(0.1));
    CHECK(peak.rate(9) == Approx(0.1));
    CHECK(peak.rate(4) == Approx(0.5));
}
