#include <lathe/optimise/moments.hpp>

#include <vector>

#include "optimise/sample.hpp"

using namespace lathe;
using namespace lathe::test;

TEMPLATE_TEST_CASE("two means follow the gradient, and the weight what is made of them", "[optimise]", float, double) {
    using T = TestType;
    optimise::moments<T> const third(0.5, 0.75, 3, 0.1);
    CHECK(third.size == Approx(0.1 / (1 - 0.125)));
    CHECK(third.root == Approx(1 / std::sqrt(1 - 0.421875)));
    CHECK(third.quotient(T(2), T(4), T(0.5)) == Approx(third.size * 2 / (2 * third.root + 0.5)));

    block<T> b;
    auto const before = b;
    auto const twice = [](auto raw, auto weight) { return raw + weight; };
    auto const seen = [](auto weight, auto mean, auto square) { return weight + mean + square; };
    std::vector<T> largest;
    SECTION("the square itself") {}
    SECTION("the largest square so far") {
        largest.assign(b.w.size(), T(1));
    }
    third.step(std::span<T>(b.w), b.slopes(), b.m, b.v, largest, twice, seen);
    for (std::size_t i = 0; i < b.w.size(); i += 501) {
        T const d = before.g[i] + before.w[i];
        CHECK(b.m[i] == Approx(0.5 * before.m[i] + 0.5 * d));
        CHECK(b.v[i] == Approx(0.75 * before.v[i] + 0.25 * d * d));
        T const square = largest.empty() ? b.v[i] : std::max(T(1), b.v[i]);
        CHECK(b.w[i] == Approx(before.w[i] + b.m[i] + square).margin(1e-6));
        CHECK((largest.empty() || largest[i] == square));
    }
}
