#include <lathe/ops/operation/product.hpp>

#include "ops/examine.hpp"

#include <limits>
#include <vector>

using namespace lathe;
using test::known;
using test::leaf_of;
using test::rows_of;
using test::subject_of;
using test::surroundings;

namespace {

template <int Flops>
double each_row(surroundings const& s) {
    return 1.0 * Flops * s.rows;
}

/// f<Out, In>()
void each_size(auto f) {
    f.template operator()<1, 1>();
    f.template operator()<3, 17>();
    f.template operator()<16, 5>();
    f.template operator()<33, 16>();
}

/// Ids of a table of five rows, some of them not in it.
surroundings some_missing(int rows) {
    auto s = test::usual(rows);
    for (int i = 0; i < rows; ++i) {
        s.ids[static_cast<std::size_t>(i)] = (i * 3) % 8 - 2;
        s.at[static_cast<std::size_t>(i)].position = (i * 5) % 8 - 1;
    }
    return s;
}

double free_of_charge(surroundings const&) { return 0; }

}  // namespace

TEST_CASE("linear") {
    each_size([]<int Out, int In>() {
        CAPTURE(Out, In);
        test::examine(subject_of<leaf_of<kind::matrix, Out, In>, rows_of<In>>(
                          [](auto& ops, auto const&, auto const& w, auto x) { return ops.linear(w, x); }),
                      {.flops = &each_row<2 * Out * In>, .bound = 2 + In, .size = 1});
    });
}
TEST_CASE("linear with a bias") {
    test::examine(subject_of<leaf_of<kind::matrix, 3, 17>, leaf_of<kind::vector, 1, 3>, rows_of<17>>(
                      [](auto& ops, auto const&, auto const& w, auto const& bias, auto x) {
                          return ops.linear(w, bias, x);
                      }),
                  {.flops = &each_row<2 * 3 * 17 + 3>, .bound = 20, .size = 1});
}
TEST_CASE("linear with the table of the embedding") {
    each_size([]<int Out, int In>() {
        CAPTURE(Out, In);
        test::examine(subject_of<leaf_of<kind::table, Out, In>, rows_of<In>>(
                          [](auto& ops, auto const&, auto const& e, auto x) { return ops.linear_tied(e, x); }),
                      {.flops = &each_row<2 * Out * In>, .bound = 2 + In, .size = 1});
    });
}
TEST_CASE("add a vector") {
    test::each_width<1, 16, 33>([](auto width) {
        constexpr int w = width();
        test::examine(subject_of<leaf_of<kind::vector, 1, w>, rows_of<w>>(
                          [](auto& ops, auto const&, auto const& v, auto x) { return ops.add_vector(v, x); }),
                      {.flops = &each_row<w>, .bound = 8});
    });
}
TEST_CASE("spread a row") {
    test::each_width<1, 16, 33>([](auto width) {
        test::examine(subject_of<leaf_of<kind::table, 3, width()>>(
                          [](auto& ops, auto const& s, auto const& e) { return ops.spread(e, 2, s.rows); }),
                      {.flops = &free_of_charge, .bound = 8});
    });
}
TEST_CASE("look rows up by id and by position") {
    test::each_width<1, 16, 33>([](auto width) {
        using table = leaf_of<kind::table, 5, width()>;
        test::examine(subject_of<table>([](auto& ops, auto const& s, auto const& e) { return ops.lookup(e, s.ids); }),
                      {.flops = &free_of_charge, .around = &some_missing, .bound = 8});
        test::examine(
            subject_of<table>([](auto& ops, auto const& s, auto const& e) { return ops.lookup_position(e, s.at); }),
            {.flops = &free_of_charge, .around = &some_missing, .bound = 8});
        test::examine(subject_of<table>([](auto& ops, auto const& s, auto const& e) {
                          // shares of five rows, some of them outside [0, 1]
                          static std::vector<float> shares;
                          shares.clear();
                          for (int const id : s.ids) shares.push_back(0.25f * static_cast<float>(id));
                          return ops.lookup_share(e, slice<float const>(shares));
                      }),
                      {.flops = &free_of_charge, .around = &some_missing, .bound = 8});
    });
}

TEST_CASE("a share is the nearest of the rows between 0 and 1, and nothing outside") {
    using row = ops::op::by_share<5>;
    CHECK(row::of(0) == 0);
    CHECK(row::of(0.124f) == 0);
    CHECK(row::of(0.126f) == 1);
    CHECK(row::of(1) == 4);
    CHECK(row::of(-0.01f) == 5);
    CHECK(row::of(1.01f) == 5);
    CHECK(row::of(std::numeric_limits<float>::quiet_NaN()) == 5);
}

TEMPLATE_TEST_CASE("a product is what is written", "", kernel::plain, kernel::fast) {
    // a matrix of 2 outputs and 3 inputs stands input by input
    std::vector<double> stored = {1, 4, 2, 5, 3, 6}, x = {1, 10, 100}, y(2);
    using matrix = ops::leaf_view<double, kind::matrix, 2, 3>;
    ops::op::linear::forward<TestType>(ops::tracked<double, 2>{y.data(), nullptr, 1}, y.data(),
                                       matrix{stored.data(), nullptr}, ops::tracked<double, 3>{x.data(), nullptr, 1});
    CHECK(y == std::vector<double>{321, 654});
    // a table row by row
    std::vector<double> table = {1, 2, 3, 4, 5, 6};
    using embedding = ops::leaf_view<double, kind::table, 2, 3>;
    ops::op::linear_tied::forward<TestType>(ops::tracked<double, 2>{y.data(), nullptr, 1}, y.data(),
                                            embedding{table.data(), nullptr},
                                            ops::tracked<double, 3>{x.data(), nullptr, 1});
    CHECK(y == std::vector<double>{321, 654});
}

TEMPLATE_TEST_CASE("rows outside a table are zero and add nothing to its slope", "", kernel::plain, kernel::fast) {
    std::vector<double> table = {1, 2, 3, 4}, slope(4), y(10, 9.0), seed(10, 1.0);
    std::vector<int> const ids = {1, -1, 2, 0, 1};
    using leaf = ops::leaf_view<double, kind::table, 2, 2>;
    ops::tracked<double, 2> const result{y.data(), seed.data(), 5};
    leaf const e{table.data(), slope.data()};
    ops::op::lookup::forward<TestType>(result, y.data(), e, slice<int const>(ids));
    CHECK(y == std::vector<double>{3, 4, 0, 0, 0, 0, 1, 2, 3, 4});
    ops::op::lookup::backward<TestType>(result, y.data(), e, slice<int const>(ids));
    CHECK(slope == std::vector<double>{1, 1, 2, 2});
}
