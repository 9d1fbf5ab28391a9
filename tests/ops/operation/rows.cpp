#include <lathe/ops/operation/rows.hpp>

#include "ops/examine.hpp"

using namespace lathe;
using test::rows_of;
using test::subject_of;
using test::surroundings;

namespace {

double free_of_charge(surroundings const&) { return 0; }

template <int W>
double each_entry(surroundings const& s) {
    return 1.0 * W * s.rows;
}

/// Every second row of the base is replaced, from the last to the first.
surroundings replacing(int rows) {
    auto s = test::usual(rows);
    s.counts = {rows, rows / 2};
    s.ids.clear();
    for (int i = rows / 2 - 1; i >= 0; --i) s.ids.push_back(2 * i + 1);
    return s;
}

/// Whole sequences of three rows.
surroundings threes(int rows) {
    auto s = test::usual(rows);
    for (int i = 0; i < rows; ++i) s.at[static_cast<std::size_t>(i)] = {i / 3, i % 3, 0};
    return s;
}

}  // namespace

TEST_CASE("gather") {
    test::each_width<1, 17>([](auto width) {
        test::examine(subject_of<rows_of<width()>>(
                          [](auto& ops, auto const& s, auto x) { return ops.gather(x, s.ids); }),
                      {.flops = &free_of_charge, .bound = 8, .apart = false});
    });
}
TEST_CASE("scatter") {
    test::each_width<1, 17>([](auto width) {
        test::examine(subject_of<rows_of<width()>, rows_of<width()>>(
                          [](auto& ops, auto const& s, auto base, auto x) { return ops.scatter(base, s.ids, x); }),
                      {.flops = &free_of_charge, .around = &replacing, .apart = false});
    });
}
TEST_CASE("beside") {
    test::examine(subject_of<rows_of<1>, rows_of<17>>(
                      [](auto& ops, auto const&, auto a, auto b) { return ops.beside(a, b); }),
                  {.flops = &free_of_charge});
    test::examine(subject_of<rows_of<16>, rows_of<3>>(
                      [](auto& ops, auto const&, auto a, auto b) { return ops.beside(a, b); }),
                  {.flops = &free_of_charge});
}
TEST_CASE("columns") {
    test::examine(
        subject_of<rows_of<17>>([](auto& ops, auto const&, auto x) { return ops.template columns<0, 16>(x); }),
        {.flops = &free_of_charge});
    test::examine(
        subject_of<rows_of<17>>([](auto& ops, auto const&, auto x) { return ops.template columns<14, 3>(x); }),
        {.flops = &free_of_charge});
}
TEST_CASE("window") {
    test::each_width<1, 17>([](auto width) {
        test::examine(subject_of<rows_of<width()>>(
                          [](auto& ops, auto const& s, auto x) { return ops.template window<-3, 0>(x, s.at); }),
                      {.flops = &free_of_charge, .bound = 8, .apart = false});
        test::examine(subject_of<rows_of<width()>>(
                          [](auto& ops, auto const& s, auto x) { return ops.template window<-1, 2>(x, s.at); }),
                      {.flops = &free_of_charge, .bound = 8, .apart = false});
    });
}
TEST_CASE("exchange of axes") {
    test::each_width<1, 17>([](auto width) {
        test::examine(subject_of<rows_of<width()>>(
                          [](auto& ops, auto const&, auto x) { return ops.template exchange_axes<3>(x); }),
                      {.flops = &free_of_charge, .apart = false, .rows = {0, 3, 6, 33}});
        test::examine(subject_of<rows_of<width()>>(
                          [](auto& ops, auto const& s, auto x) { return ops.template exchange_axes<3>(x, s.at); }),
                      {.flops = &free_of_charge, .around = &threes, .apart = false, .rows = {0, 3, 6, 33}});
    });
}
TEST_CASE("scale rows") {
    test::each_width<1, 16, 33>([](auto width) {
        test::examine(subject_of<rows_of<1>, rows_of<width()>>(
                          [](auto& ops, auto const&, auto s, auto x) { return ops.scale_rows(s, x); }),
                      {.flops = &each_entry<width()>, .bound = 12, .size = 1});
    });
}

TEST_CASE("rows go where they are sent") {
    std::vector<double> x = {1, 2, 3, 4, 5, 6}, y(6), wide(18);
    ops::tracked<double, 2> const in{x.data(), nullptr, 3}, out{y.data(), nullptr, 3};
    std::vector<int> const ids = {2, 0, 2};
    ops::op::gather::forward<kernel::plain>(out, y.data(), in, slice<int const>(ids));
    CHECK(y == std::vector<double>{5, 6, 1, 2, 5, 6});

    std::vector<double> other = {7, 8};
    std::vector<int> const one = {1};
    ops::op::scatter::forward<kernel::plain>(out, y.data(), in, slice<int const>(one),
                                             ops::tracked<double, 2>{other.data(), nullptr, 1});
    CHECK(y == std::vector<double>{1, 2, 7, 8, 5, 6});

    // sequence 0 has two rows, sequence 1 one
    std::vector<place> const at = {{0, 0, 0}, {0, 1, 0}, {1, 2, 0}};
    ops::op::window<-1, 1>::forward<kernel::plain>(ops::tracked<double, 6>{wide.data(), nullptr, 3}, y.data(), in, at);
    CHECK(wide == std::vector<double>{0, 0, 1, 2, 3, 4, 1, 2, 3, 4, 0, 0, 0, 0, 5, 6, 0, 0});

    ops::op::exchange_axes<3>::forward<kernel::plain>(ops::tracked<double, 3>{y.data(), nullptr, 2}, y.data(), in);
    CHECK(y == std::vector<double>{1, 3, 5, 2, 4, 6});
}

TEMPLATE_TEST_CASE("what replaces a row takes all of its slope, however large it is", "", kernel::plain, kernel::fast) {
    std::vector<float> base(4), x(2), y(4), keep(64), seed = {1, 2, 1e8f, std::numeric_limits<float>::infinity()};
    std::vector<float> base_slope(4, 1), x_slope(2);
    std::vector<int> const ids = {1};
    using row = ops::tracked<float, 2>;
    row const result{y.data(), seed.data(), 2}, whole{base.data(), base_slope.data(), 2};
    row const some{x.data(), x_slope.data(), 1};
    ops::op::scatter::forward<TestType, true>(result, keep.data(), whole, slice<int const>(ids), some);
    ops::op::scatter::backward<TestType>(result, keep.data(), whole, slice<int const>(ids), some);
    CHECK(base_slope == std::vector<float>{2, 3, 1, 1});
    CHECK(x_slope == std::vector<float>{1e8f, std::numeric_limits<float>::infinity()});
}

TEST_CASE("axes are exchanged in whole sequences only") {
    ops::counting<float> ops;
    std::vector<place> at = {{0, 0, 0}, {0, 1, 0}, {0, 2, 0}, {1, 0, 0}, {1, 1, 0}, {1, 2, 0}};
    CHECK_NOTHROW(ops.exchange_axes<3>(ops::counted<2>{6}, at));
    CHECK_THROWS_AS(ops.exchange_axes<4>(ops::counted<2>{6}, at), std::invalid_argument);
    CHECK_THROWS_AS(ops.exchange_axes<2>(ops::counted<2>{6}, at), std::invalid_argument);
    at[3].sequence = 0;
    CHECK_THROWS_WITH(ops.exchange_axes<3>(ops::counted<2>{6}, at), test::contains("exactly 3 of them"));
}
