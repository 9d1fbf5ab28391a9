#include <lathe/ops/operation/delay.hpp>

#include "ops/examine.hpp"

using namespace lathe;
using test::rows_of;
using test::subject_of;
using test::surroundings;

namespace {

constexpr int before = 3;

surroundings rows_and_tails(int rows) {
    auto s = test::usual(rows);
    s.counts = {rows, core::sequences(s.at)};
    return s;
}
surroundings table_rows_and_tails(int rows) {
    auto s = test::usual(rows);
    s.counts = {rows, rows, core::sequences(s.at)};
    return s;
}
double no_work(surroundings const&) { return 0; }
template <int W>
double multiply_adds(surroundings const& s) {
    return 2.0 * (before + 1) * W * s.rows;
}

}  // namespace

TEST_CASE("rows come later") {
    test::each_width<1, 5, 16>([]<class Width>(Width) {
        constexpr int w = Width::value;
        using rows = rows_of<w>;
        using tails = rows_of<before * w>;
        test::known const facts{.flops = &no_work, .around = &rows_and_tails, .bound = 0, .apart = false};
        test::examine(subject_of<rows, tails>(
                          [](auto& ops, auto const& s, auto x, auto t) { return ops.template delay<1>(x, t, s.at); }),
                      facts);
        test::examine(subject_of<rows, tails>(
                          [](auto& ops, auto const& s, auto x, auto t) { return ops.template delay<3>(x, t, s.at); }),
                      facts);
        test::examine(
            subject_of<rows, tails>([](auto& ops, auto const& s, auto x, auto t) { return ops.last_rows(x, t, s.at); }), facts);
    });
}

TEST_CASE("a short convolution is a sum of delays") {
    test::each_width<1, 5, 16>([]<class Width>(Width) {
        constexpr int w = Width::value;
        test::examine(subject_of<test::leaf_of<kind::table, before + 1, w>, rows_of<w>, rows_of<before * w>>(
                          [](auto& ops, auto const& s, auto const& taps, auto x, auto t) {
                              return ops.short_convolution(taps, x, t, s.at);
                          }),
                      {.flops = &multiply_adds<w>, .around = &table_rows_and_tails, .bound = 16, .size = 1, .apart = false});
    });
}
