#include <lathe/kernel/fast.hpp>

#include <vector>

#include "catch.hpp"
#include "sample.hpp"

using namespace lathe;
using namespace lathe::kernel;

TEST_CASE("without a crew the usual kernels are those of a single thread") {
    test::sample<float> sample;
    auto const x = sample(70 * 80), w = sample(80 * 90);
    std::vector<float> y(70 * 90), z(70 * 90);
    fast::product(grid{y.data(), 90}, grid{x.data(), 80}, grid{w.data(), 90}, 70, 80, 90);
    single::product(grid{z.data(), 90}, grid{x.data(), 80}, grid{w.data(), 90}, 70, 80, 90);
    CHECK(y == z);
    CHECK(fast::sum<float>(5600, [](auto a) { return a; }, x.data()) == single::sum<float>(5600, [](auto a) { return a; }, x.data()));
}

TEST_CASE("other numbers than float and double find their way to plain loops") {
    long double const x[]{1, 2, 3};
    long double y[3]{};
    fast::map(3, y, [](auto a) { return a * 2; }, x);
    CHECK(y[2] == 6);
    fast::product(grid{y, 1}, grid{x, 1}, grid{x, 1}, 3, 1, 1);
    CHECK(y[2] == 3);
}
