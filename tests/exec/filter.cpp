#include <lathe/exec/filter.hpp>

#include "catch.hpp"

#include <vector>

using namespace lathe;

namespace {

float const gone = -std::numeric_limits<float>::infinity();

std::vector<float> top(std::vector<float> x, int most) {
    std::vector<int> order(x.size());
    exec::keep_top(std::span<float>(x), most, std::span<int>(order));
    return x;
}
std::vector<float> nucleus(std::vector<float> x, double share) {
    std::vector<int> order(x.size());
    exec::keep_nucleus(std::span<float>(x), share, std::span<int>(order));
    return x;
}

}  // namespace

TEST_CASE("the largest logits are kept") {
    CHECK(top({1, 4, 2, 3}, 2) == std::vector<float>{gone, 4, gone, 3});
    CHECK(top({1, 4, 3, 3}, 2) == std::vector<float>{gone, 4, 3, 3});
    CHECK(top({1, 2}, 0) == std::vector<float>{1, 2});
    CHECK(top({1, 2}, 7) == std::vector<float>{1, 2});
}

TEST_CASE("the symbols that make up a share are kept, one at least") {
    std::vector<float> const x = {std::log(0.5F), std::log(0.2F), std::log(0.25F), std::log(0.05F)};
    CHECK(nucleus(x, 0.6) == std::vector<float>{x[0], gone, x[2], gone});
    CHECK(nucleus(x, 0.8) == std::vector<float>{x[0], x[1], x[2], gone});
    CHECK(nucleus(x, 0.0) == std::vector<float>{x[0], gone, gone, gone});
    CHECK(nucleus(x, 1.0) == x);
    float const nan = std::numeric_limits<float>::quiet_NaN();
    CHECK(nucleus({nan, 1, 0}, 0.5)[1] == 1);
}
