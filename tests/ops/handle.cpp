#include <lathe/ops/handle.hpp>

#include "catch.hpp"

using namespace lathe;

namespace {

struct has_no_width {
    int count;
};

}  // namespace

TEST_CASE("handles know their width by type and their rows by value") {
    STATIC_REQUIRE(ops::handle<ops::rows<float, 3>>);
    STATIC_REQUIRE(ops::handle<ops::tracked<double, 1>>);
    STATIC_REQUIRE(ops::handle<ops::counted<7>>);
    STATIC_REQUIRE_FALSE(ops::handle<has_no_width>);
    STATIC_REQUIRE_FALSE(ops::handle<double>);
    STATIC_REQUIRE(ops::counted<7>{4}.size() == 28);
    STATIC_REQUIRE(ops::counted<7>{4}.first(2).size() == 14);
}

TEST_CASE("rows stand one after another, and so do their slopes") {
    float data[12] = {};
    float slope[12] = {};
    ops::rows<float, 3> const x{data, 4};
    CHECK(x.size() == 12);
    CHECK(x.row(2) == data + 6);
    CHECK(x.first(3).data == data);
    CHECK(x.first(3).size() == 9);
    ops::tracked<float, 3> const y{data, slope, 4};
    CHECK(y.row(1) == data + 3);
    CHECK(y.row_slope(3) == slope + 9);
    CHECK(y.first(2).slope == slope);
    CHECK(y.first(2).count == 2);
}

TEST_CASE("prices add up") {
    ops::price total{1, 2};
    total += {10, 20};
    CHECK(total.flops == 11);
    CHECK(total.numbers == 22);
}
