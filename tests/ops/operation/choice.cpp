#include <lathe/ops/operation/choice.hpp>

#include "ops/examine.hpp"

using namespace lathe;
using test::rows_of;
using test::subject_of;
using test::surroundings;

namespace {

double free_of_charge(surroundings const&) { return 0; }

}  // namespace

TEST_CASE("noise") {
    test::each_width<1, 17>([](auto width) {
        test::examine(subject_of<>([](auto& ops, auto const& s) {
                          return ops.template noise<decltype(width)::value>(s.at, 3, 0.5);
                      }),
                      {.flops = &free_of_charge});
    });
}
TEST_CASE("argmax") {
    test::each_width<1, 16, 33>([](auto width) {
        test::examine(subject_of<rows_of<width()>>([](auto& ops, auto const&, auto x) { return ops.argmax(x); }),
                      {.flops = &free_of_charge, .smooth = false});
    });
}
TEST_CASE("streak") {
    test::each_width<1, 17>([](auto width) {
        test::examine(subject_of<rows_of<2>, rows_of<width()>>(
                          [](auto& ops, auto const&, auto memo, auto x) { return ops.streak(memo, x); }),
                      {.flops = &free_of_charge, .smooth = false});
    });
}

TEST_CASE("streak_below") {
    test::examine(subject_of<rows_of<1>, rows_of<1>>(
                      [](auto& ops, auto const&, auto memo, auto x) { return ops.streak_below(memo, x, 0.25); }),
                  {.flops = [](test::surroundings const&) { return 0.0; }, .smooth = false});
}

TEST_CASE("argmax takes the first of equals, and the first that is not a number") {
    float const nan = std::numeric_limits<float>::quiet_NaN();
    auto const of = [](std::vector<float> row) {
        return ops::op::argmax::of_row(row.data(), static_cast<int>(row.size()));
    };
    CHECK(of({1, 3, 2, 3}) == 1);
    CHECK(of({1, nan, 7, nan}) == 1);
    CHECK(of({-std::numeric_limits<float>::infinity()}) == 0);
}

TEST_CASE("a streak counts the steps that a symbol has stood") {
    std::vector<float> memo = {-1, 0}, next(2), logits = {0, 2, 1};
    auto const look = [&] {
        ops::op::streak::forward<kernel::plain>(ops::tracked<float, 2>{next.data(), nullptr, 1}, next.data(),
                                                ops::tracked<float, 2>{memo.data(), nullptr, 1},
                                                ops::tracked<float, 3>{logits.data(), nullptr, 1});
        memo = next;
    };
    look();
    CHECK(memo == std::vector<float>{1, 0});
    look();
    look();
    CHECK(memo == std::vector<float>{1, 2});
    logits[0] = 5;
    look();
    CHECK(memo == std::vector<float>{0, 0});
}

TEST_CASE("a streak below a bound breaks where the bound is reached, and stays not a number") {
    double const odd = std::numeric_limits<double>::quiet_NaN();
    std::vector<double> memo{0, 3, 3, 3}, x{0.1, 0.1, 0.5, odd};
    auto const rows = [](std::vector<double>& v) { return ops::tracked<double, 1>{v.data(), nullptr, 4}; };
    std::vector<double> y(4);
    ops::op::streak_below::forward<kernel::plain>(rows(y), y.data(), rows(memo), rows(x), 0.5);
    CHECK(std::vector<double>(y.begin(), y.begin() + 3) == std::vector<double>{1, 4, 0});
    CHECK(std::isnan(y[3]));
}

TEST_CASE("noise depends on seed and place, not on row, iteration or company") {
    auto const draw = [](std::vector<place> at, std::uint64_t seed) {
        std::vector<double> y(4 * at.size());
        ops::tracked<double, 4> const rows{y.data(), nullptr, static_cast<int>(at.size())};
        ops::op::noise<4>::forward<kernel::plain>(rows, y.data(), at, seed, 2.0);
        return y;
    };
    auto const both = draw({{0, 1, 0}, {3, 1, 5}}, 9);
    auto const alone = draw({{3, 1, 0}}, 9);
    CHECK(std::vector<double>(both.begin() + 4, both.end()) == alone);
    CHECK(draw({{3, 1, 0}}, 10) != alone);
    CHECK(draw({{1, 3, 0}}, 9) != alone);
    std::vector<place> many;
    for (int i = 0; i < 5000; ++i) many.push_back({i, 0, 0});
    double square = 0, most = 0;
    for (double x : draw(many, 1)) {
        square += x * x / 20000;
        most = std::max(most, std::fabs(x));
    }
    CHECK(most <= 6.0);
    CHECK(std::sqrt(square) == Approx(2 * 0.98658).epsilon(0.02));
}
