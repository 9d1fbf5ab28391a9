#include <lathe/kernel/pieces.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "catch.hpp"

using namespace lathe::kernel::minimax;

// How far the functions are from the truth over all floats: tests/kernel/batch.cpp.

namespace {

double value(pieces const& of, double step, double x) {
    auto const i = static_cast<std::size_t>(std::min(15.0, std::nearbyint(x / step)));
    double const u = x - static_cast<double>(of.centre.number[i]);
    double sum = 0;
    for (int j = 5; j >= 0; --j) sum = sum * u + static_cast<double>(of.c[j].number[i]);
    return x * sum;
}

}  // namespace

TEST_CASE("powers of two and what is left of them are exact to sixteen digits") {
    for (int k = 0; k < 16; ++k) {
        double const both = static_cast<double>(powers.number[k]) + static_cast<double>(powers_rest.number[k]);
        CHECK(both == Approx(std::exp2(k / 16.0)).epsilon(1e-14));
    }
}

TEST_CASE("pieces follow their curves from end to end") {
    for (double x = 0; x < 3.9; x += 1e-3) {
        CHECK(value(erf_pieces, 0.26, x) == Approx(std::erf(x)).epsilon(1.5e-8));
    }
    for (double x = 0; x < 5.5; x += 1e-3) {
        CHECK(value(normal_pieces, 0.36, x) == Approx(std::erf(x / std::numbers::sqrt2) / 2).epsilon(1.5e-8));
    }
}

TEST_CASE("what stands at a centre is a float to within a hundredth of its last digit") {
    for (int i = 0; i < 16; ++i) {
        double const a = erf_pieces.centre.number[i], b = normal_pieces.centre.number[i];
        CHECK(static_cast<double>(erf_pieces.c[0].number[i]) == Approx(std::erf(a) / a).epsilon(3e-9));
        CHECK(static_cast<double>(normal_pieces.c[0].number[i]) == Approx(std::erf(b / std::numbers::sqrt2) / 2 / b).epsilon(3e-9));
    }
}
