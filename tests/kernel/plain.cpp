#include <lathe/kernel/plain.hpp>
#include <limits>

#include "catch.hpp"

using namespace lathe::kernel;

namespace {

/// x (2,3), w (3,2): the product is {{22, 28}, {49, 64}}.
template <class T>
constexpr bool products_by_hand() {
    T const x[]{1, 2, 3, 4, 5, 6};
    T const transposed[]{1, 3, 5, 2, 4, 6};
    T y[]{1, 1, 1, 1};
    plain::product(grid{y, 2}, grid{x, 3}, grid{x, 2}, 2, 3, 2);
    bool right = y[0] == 22 && y[1] == 28 && y[2] == 49 && y[3] == 64;
    plain::product_transposed(grid{y, 2}, grid{x, 3}, grid{transposed, 3}, 2, 3, 2, true);
    right = right && y[0] == 44 && y[1] == 56 && y[2] == 98 && y[3] == 128;
    T outer[9]{};
    plain::product_outer(grid{outer, 3}, grid{x, 3}, grid{x, 3}, 2, 3, 3);
    return right && outer[0] == 17 && outer[1] == 22 && outer[2] == 27 && outer[5] == 36 && outer[8] == 45;
}
static_assert(products_by_hand<float>() && products_by_hand<double>() && products_by_hand<long double>());

constexpr bool elementwise_by_hand() {
    float const x[]{1, -2, 3};
    float y[]{10, 20, 30};
    plain::accumulate(3, y, [](auto a, auto b) { return a * b; }, x, x);
    plain::map(2, y, [](auto a) { return a + 1.0f; }, y);
    return y[0] == 12 && y[1] == 25 && y[2] == 39 && plain::sum<float>(3, [](auto a) { return a * a; }, x) == 14 &&
           plain::sum<float>(0, [](auto a) { return a; }, x) == 0 && plain::largest(3, x) == 3;
}
static_assert(elementwise_by_hand());

}  // namespace

TEST_CASE("nothing to add gives zeros, or leaves what is there") {
    float y[]{1, 2, 3, 4};
    float const none[1]{};
    plain::product(grid{y, 2}, grid{none, 0}, grid{none, 2}, 2, 0, 2, true);
    CHECK(y[3] == 4);
    plain::product(grid{y, 2}, grid{none, 0}, grid{none, 2}, 1, 0, 2);
    CHECK(y[0] == 0);
    CHECK(y[1] == 0);
    CHECK(y[2] == 3);
}

TEST_CASE("the largest of numbers with one that is none is none, wherever it stands") {
    for (int at = 0; at < 3; ++at) {
        double x[]{3, 1, 2};
        x[at] = std::numeric_limits<double>::quiet_NaN();
        CHECK(plain::largest(3, x) != plain::largest(3, x));
    }
}
