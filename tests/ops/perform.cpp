#include <lathe/ops/perform.hpp>

#include "catch.hpp"

using lathe::ops::perform;

namespace {

struct kernels {
    static constexpr int factor = 10;
};

struct plain {
    template <class K>
    static constexpr void forward(int* y, int* keep, int x) {
        *y = K::factor * x;
        *keep = 1;
    }
};
struct layered {
    template <class K, bool Recorded = false>
    static constexpr void forward(int* y, int* keep, int a, int b) {
        *y = K::factor * (a + b);
        *keep = Recorded ? 2 : 1;
    }
};

}  // namespace

TEST_CASE("an operation runs on the kernels that were named, and knows whether it is recorded") {
    int y = 0, keep = 0;
    perform<plain, kernels>(&y, &keep, 3);
    CHECK(y == 30);
    CHECK(keep == 1);
    perform<layered, kernels>(&y, &keep, 1, 4);
    CHECK(y == 50);
    CHECK(keep == 1);
    perform<layered, kernels, true>(&y, &keep, 1, 5);
    CHECK(y == 60);
    CHECK(keep == 2);
}

TEST_CASE("it runs at compile time, too") {
    constexpr int y = [] {
        int result = 0, keep = 0;
        perform<plain, kernels>(&result, &keep, 4);
        return result;
    }();
    STATIC_REQUIRE(y == 40);
}
