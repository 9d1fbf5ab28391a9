#include <lathe/ops/operation/rotary.hpp>

#include "ops/examine.hpp"

using namespace lathe;
using test::rows_of;
using test::subject_of;
using test::surroundings;

namespace {

template <int W>
double thrice(surroundings const& s) {
    return 3.0 * W * s.rows;
}

/// f<D, Heads>()
void each_size(auto f) {
    f.template operator()<2, 1>();
    f.template operator()<6, 3>();
    f.template operator()<32, 1>();
    f.template operator()<34, 2>();
}

/// One row at a position, as (cos, sin) of the first pair of channels.
template <class K, ops::op::pairs Layout>
std::vector<double> turned(std::vector<double> x, int position) {
    std::vector<place> const at = {{0, position, 0}};
    using op = ops::op::rotary<Layout, 4>;
    std::vector<double> y(4), keep(static_cast<std::size_t>(op::keeps(false, ops::counted<4>{1}, at, 10000.0)));
    op::template forward<K>(ops::tracked<double, 4>{y.data(), nullptr, 1}, keep.data(),
                            ops::tracked<double, 4>{x.data(), nullptr, 1}, at, 10000.0);
    return y;
}

}  // namespace

TEST_CASE("rotary positions in halves") {
    each_size([]<int D, int Heads>() {
        CAPTURE(D, Heads);
        test::examine(subject_of<rows_of<D * Heads>>([](auto& ops, auto const& s, auto x) {
                          return ops.template rotary_halves<D>(x, s.at, 10000.0);
                      }),
                      {.flops = &thrice<D * Heads>, .bound = 32, .size = 2});
    });
}
TEST_CASE("rotary positions interleaved") {
    each_size([]<int D, int Heads>() {
        CAPTURE(D, Heads);
        test::examine(subject_of<rows_of<D * Heads>>([](auto& ops, auto const& s, auto x) {
                          return ops.template rotary_interleaved<D>(x, s.at, 10000.0);
                      }),
                      {.flops = &thrice<D * Heads>, .bound = 32, .size = 2});
    });
}

TEMPLATE_TEST_CASE("a pair of channels turns by position * base^(-2i / D)", "", kernel::plain, kernel::fast) {
    using ops::op::pairs;
    for (int const position : {-1, 0, 1, 7, 4000}) {
        CAPTURE(position);
        double const slow = position / 100.0;  // the second pair of four channels
        auto const halves = turned<TestType, pairs::halves>({1, 0, 0, 2}, position);
        CHECK(halves[0] == Approx(std::cos(position)).margin(1e-9));
        CHECK(halves[2] == Approx(std::sin(position)).margin(1e-9));
        CHECK(halves[1] == Approx(-2 * std::sin(slow)).margin(1e-9));
        CHECK(halves[3] == Approx(2 * std::cos(slow)).margin(1e-9));
        auto const interleaved = turned<TestType, pairs::interleaved>({1, 0, 0, 2}, position);
        CHECK(interleaved[0] == Approx(std::cos(position)).margin(1e-9));
        CHECK(interleaved[1] == Approx(std::sin(position)).margin(1e-9));
        CHECK(interleaved[2] == Approx(-2 * std::sin(slow)).margin(1e-9));
        CHECK(interleaved[3] == Approx(2 * std::cos(slow)).margin(1e-9));
    }
}
