#include <lathe/optimise/clip.hpp>

#include <array>

#include "optimise/sample.hpp"

using namespace lathe;
using namespace lathe::test;

TEMPLATE_TEST_CASE("clipping by the norm of all blocks follows the reference", "[optimise]", float, double) {
    using T = TestType;
    trajectories const file;
    auto a = file.in<T>("g2"), b = file.in<T>("g3");
    for (T& x : a) x *= 3;
    for (T& x : b) x *= 3;
    std::array<std::span<T>, 2> const blocks{a, b};
    double const norm = optimise::clip<T>(blocks, 1.0);
    file.compare(std::vector<T>{static_cast<T>(norm)}, "clip.total_norm");
    file.compare(a, "clip.a");
    file.compare(b, "clip.b");
}

TEMPLATE_TEST_CASE("a norm is right, and what is short enough stays as it is", "[optimise]", float, double) {
    using T = TestType;
    for (std::size_t const n : {0u, 1u, 15u, 16u, 17u, 5007u}) {
        auto x = normal<T>(n, 3);
        double sum = 0;
        for (T const value : x) sum += static_cast<double>(value) * static_cast<double>(value);
        CHECK(optimise::norm<T>(x) == Approx(std::sqrt(sum)).epsilon(1e-13));
        auto const before = x;
        CHECK(optimise::clip<T>(x, std::sqrt(sum) + 0.01) == optimise::norm<T>(before));
        CHECK(x == before);
        CHECK(optimise::clip<T>(x, std::numeric_limits<double>::infinity()) == optimise::norm<T>(before));
        CHECK(x == before);
        optimise::clip<T>(x, 0.5);
        if (n > 0) CHECK(optimise::norm<T>(x) == Approx(0.5).epsilon(1e-5));
    }
    // sums that do not fit into a float
    std::vector<T> large(100, T(1e30));
    CHECK(optimise::clip<T>(large, 1.0) == Approx(1e31));
    CHECK(large[99] == Approx(0.1));
}

TEMPLATE_TEST_CASE("a gradient that is not finite is left for the caller to see", "[optimise]", float, double) {
    using T = TestType;
    for (T const bad : {std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::infinity()}) {
        std::vector<T> x(40, 2);
        x[33] = bad;
        CHECK_FALSE(std::isfinite(optimise::clip<T>(x, 1.0)));
        CHECK(x[0] == 2);
        CHECK_FALSE(std::isfinite(x[33]));
    }
}
