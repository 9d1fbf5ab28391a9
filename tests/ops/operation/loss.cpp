#include <lathe/ops/operation/loss.hpp>

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

/// Targets in [-1, W): some are not asked.
template <int W>
surroundings asked(int rows) {
    auto s = test::usual(rows);
    for (int i = 0; i < rows; ++i) s.ids[static_cast<std::size_t>(i)] = (i * 5) % (W + 1) - 1;
    return s;
}

template <int Flops>
void check_loss(auto said) {
    test::each_width<1, 3, 16, 33>([&](auto width) {
        constexpr int w = width();
        test::examine(subject_of<rows_of<w>>(said),
                      {.flops = &each_entry<w, Flops>, .around = &asked<w>, .bound = 8 + w / 4, .size = 1});
    });
}

template <int Flops>
void check_pair(auto said, known k) {
    test::each_width<1, 3, 16, 33>([&](auto width) {
        constexpr int w = width();
        auto mine = k;
        mine.flops = &each_entry<w, Flops>;
        mine.bound += w / 4;
        test::examine(subject_of<rows_of<w>, rows_of<w>>(said), mine);
    });
}

}  // namespace

TEST_CASE("cross_entropy") {
    check_loss<3>([](auto& ops, auto const& s, auto x) { return ops.cross_entropy(x, s.ids); });
}
TEST_CASE("stablemax_cross_entropy") {
    check_loss<4>([](auto& ops, auto const& s, auto x) { return ops.stablemax_cross_entropy(x, s.ids); });
}
TEST_CASE("binary_cross_entropy") {
    test::examine(subject_of<rows_of<1>, rows_of<1>>(
                      [](auto& ops, auto const&, auto x, auto target) { return ops.binary_cross_entropy(x, target); }),
                  {.flops = &each_entry<1, 5>, .bound = 8, .size = 1});
}
TEST_CASE("entropy") {
    check_loss<5>([](auto& ops, auto const&, auto x) { return ops.entropy(x); });
}
TEST_CASE("divergence") {
    check_pair<9>([](auto& ops, auto const&, auto a, auto b) { return ops.divergence(a, b); },
                  {.bound = 16, .size = 1});
}
TEST_CASE("relative_change") {
    check_pair<5>([](auto& ops, auto const&, auto a, auto b) { return ops.relative_change(a, b); }, {.bound = 16});
}
TEST_CASE("cosine") {
    check_pair<6>([](auto& ops, auto const&, auto a, auto b) { return ops.cosine(a, b); }, {.bound = 16, .size = 1});
}

TEMPLATE_TEST_CASE("losses are what is written", "", kernel::plain, kernel::fast) {
    std::vector<double> x = {1, -2, 0.5}, z = {-1, 0.25, 2}, y(1), keep(2);
    ops::tracked<double, 3> const a{x.data(), nullptr, 1}, b{z.data(), nullptr, 1};
    ops::tracked<double, 1> const result{y.data(), nullptr, 1};
    std::vector<int> const target = {2};
    double const total = std::exp(1) + std::exp(-2) + std::exp(0.5);
    std::vector<double> const p = {std::exp(1) / total, std::exp(-2) / total, std::exp(0.5) / total};
    double const other = std::exp(-1) + std::exp(0.25) + std::exp(2);

    ops::op::cross_entropy::forward<TestType>(result, keep.data(), a, slice<int const>(target));
    CHECK(y[0] == Approx(-std::log(p[2])).epsilon(1e-12));
    ops::op::stablemax_cross_entropy::forward<TestType>(result, keep.data(), a, slice<int const>(target));
    CHECK(y[0] == Approx(-std::log(1.5 / (2 + 1.0 / 3 + 1.5))).epsilon(1e-12));
    ops::op::entropy::forward<TestType>(result, keep.data(), a);
    double entropy = 0;
    double divergence = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        entropy -= p[i] * std::log(p[i]);
        divergence += p[i] * (std::log(p[i]) - std::log(std::exp(z[i]) / other));
    }
    CHECK(y[0] == Approx(entropy).epsilon(1e-12));
    ops::op::divergence::forward<TestType>(result, keep.data(), a, b);
    CHECK(y[0] == Approx(divergence).epsilon(1e-12));
    ops::op::relative_change::forward<TestType>(result, keep.data(), a, b);
    CHECK(y[0] == Approx(std::sqrt((4 + 2.25 * 2.25 + 2.25) / 5.25)).epsilon(1e-12));
    ops::op::cosine::forward<TestType>(result, keep.data(), a, b);
    CHECK(y[0] == Approx((-1 - 0.5 + 1) / std::sqrt(5.25 * 5.0625)).epsilon(1e-12));

    std::vector<double> logit = {0.75}, truth = {0.3};
    ops::op::binary_cross_entropy::forward<TestType>(result, keep.data(),
                                                     ops::tracked<double, 1>{logit.data(), nullptr, 1},
                                                     ops::tracked<double, 1>{truth.data(), nullptr, 1});
    double const sure = 1 / (1 + std::exp(-0.75));
    CHECK(y[0] == Approx(-0.3 * std::log(sure) - 0.7 * std::log(1 - sure)).epsilon(1e-12));
}

TEMPLATE_TEST_CASE("a target that is not asked costs nothing and has no slope", "", kernel::plain, kernel::fast) {
    auto const check = []<class Op>(Op) {
        std::vector<float> x = {std::numeric_limits<float>::quiet_NaN(), 1, 1, 2}, dx(4), y(2), dy(2, 1), keep(4);
        std::vector<int> const targets = {-1, 1};
        ops::tracked<float, 2> const in{x.data(), dx.data(), 2};
        ops::tracked<float, 1> const out{y.data(), dy.data(), 2};
        Op::template forward<TestType>(out, keep.data(), in, slice<int const>(targets));
        Op::template backward<TestType>(out, keep.data(), in, slice<int const>(targets));
        CHECK(y[0] == 0);
        CHECK(y[1] > 0);
        CHECK(dx[0] == 0);
        CHECK(dx[1] == 0);
        CHECK(dx[2] > 0);
        CHECK(dx[3] < 0);
    };
    check(ops::op::cross_entropy{});
    check(ops::op::stablemax_cross_entropy{});
}

TEMPLATE_TEST_CASE("an iterate that stands still has moved by nothing and has no slope", "", kernel::plain,
                   kernel::fast) {
    std::vector<float> x = {1, 2, 3}, dx(3), y(1), dy(1, 1), keep(2);
    ops::tracked<float, 3> const in{x.data(), dx.data(), 1};
    ops::tracked<float, 1> const out{y.data(), dy.data(), 1};
    ops::op::relative_change::forward<TestType>(out, keep.data(), in, in);
    ops::op::relative_change::backward<TestType>(out, keep.data(), in, in);
    CHECK(y[0] == 0);
    CHECK(dx == std::vector<float>{0, 0, 0});
}
