#include <lathe/ops/operation/curves.hpp>

#include "ops/examine.hpp"

using namespace lathe;
using test::known;
using test::rows_of;
using test::subject_of;
using test::surroundings;

namespace {

template <int W, int Flops>
double each_entry(surroundings const& s) {
    return 1.0 * Flops * W * s.rows;
}
template <int Flops>
void check(auto said, known k) {
    test::each_width<1, 17>([&](auto width) {
        k.flops = &each_entry<width(), Flops>;
        test::examine(subject_of<rows_of<width()>>(said), k);
    });
}

}  // namespace

TEST_CASE("logarithm, reciprocal and reciprocal root of what is positive") {
    known const positive{.bound = 8, .size = 0.25, .low = 0.5, .high = 4};
    check<1>([](auto& ops, auto const&, auto x) { return ops.log(x); }, positive);
    check<1>([](auto& ops, auto const&, auto x) { return ops.reciprocal(x); }, positive);
    check<2>([](auto& ops, auto const&, auto x) { return ops.reciprocal_root(x); }, positive);
}
TEST_CASE("the slope of gelu") {
    check<8>([](auto& ops, auto const&, auto x) { return ops.gelu_slope(x); }, {.bound = 16, .size = 1});
}
