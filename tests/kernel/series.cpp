#include <cmath>
#include <lathe/kernel/series.hpp>

#include "catch.hpp"

using namespace lathe::kernel;

namespace {

static_assert(series::exp(0) == 1 && series::log(1) == 0 && series::sqrt(9) == 3 && series::tanh(0) == 0);
static_assert(series::floor(-1.5) == -2 && series::floor(1.5) == 1 && series::floor(7) == 7);
static_assert(series::floor(1e300) == 1e300);

constexpr double units(double value, double truth) {
    return value == truth || (std::isnan(value) && std::isnan(truth))
               ? 0
               : std::fabs(value - truth) / (std::fabs(truth) * std::numeric_limits<double>::epsilon());
}

}  // namespace

TEST_CASE("the series agree with the standard library to a few units in the last place") {
    for (double x = -40; x < 40; x += 0.0137) {
        CAPTURE(x);
        double const p = std::exp(x);
        CHECK(units(series::exp(x), p) < 3);
        CHECK(units(series::log(p), std::log(p)) < 4);
        CHECK(units(series::log1p(p), std::log1p(p)) < 5);
        CHECK(units(series::log1p(-p / 1e18), std::log1p(-p / 1e18)) < 5);
        CHECK(units(series::sqrt(p), std::sqrt(p)) < 3);
        CHECK(units(series::tanh(x), std::tanh(x)) < 5);
        CHECK(units(series::erf(x), std::erf(x)) < 20);
        CHECK(std::fabs(series::sine(x, 0) - std::sin(x)) < 1e-15);
        CHECK(std::fabs(series::sine(x * 100, 1) - std::cos(x * 100)) < 1e-15);
        CHECK(series::floor(x) == std::floor(x));
    }
}

TEST_CASE("the series keep what is not a number and know their limits") {
    constexpr double infinity = series::infinity;
    for (auto f : {series::exp, series::log, series::log1p, series::sqrt, series::tanh, series::erf, series::floor}) {
        CHECK(std::isnan(f(series::not_a_number)));
    }
    CHECK(std::isnan(series::sine(series::not_a_number, 0)));
    CHECK(std::isnan(series::sine(infinity, 1)));
    CHECK(series::exp(infinity) == infinity);
    CHECK(series::exp(-infinity) == 0);
    CHECK(series::exp(710) == infinity);
    CHECK(units(series::exp(-708), std::exp(-708)) < 3);
    CHECK(series::exp(-740) == Approx(std::exp(-740)).epsilon(0.2));
    CHECK(series::log(0) == -infinity);
    CHECK(series::log(infinity) == infinity);
    CHECK(std::isnan(series::log(-1)));
    CHECK(units(series::log(5e-324), std::log(5e-324)) < 3);
    CHECK(std::isnan(series::sqrt(-1)));
    CHECK(units(series::sqrt(5e-324), std::sqrt(5e-324)) < 3);
    CHECK(series::sqrt(infinity) == infinity);
    CHECK(series::log1p(-1) == -infinity);
    CHECK(series::log1p(infinity) == infinity);
    CHECK(series::tanh(infinity) == 1);
    CHECK(series::tanh(-infinity) == -1);
    CHECK(series::erf(infinity) == 1);
    CHECK(series::erf(-infinity) == -1);
    CHECK(std::signbit(series::floor(-0.0)));
}
