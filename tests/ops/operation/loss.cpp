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
    std::vector<double> x = {1, -2, 0.5}, z = {-1, 0.25, 2}, y(1), keep(4);
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

TEMPLATE_TEST_CASE("a target that is no symbol costs infinitely much, has no slope and reads nothing", "", kernel::plain,
                   kernel::fast) {
    auto const check = []<class Op>(Op) {
        for (int const target : {2, 3, 1000000000}) {
            std::vector<float> x = {1, 2, 1, 2}, dx(4), y(2), dy(2, 1), keep(4);
            std::vector<int> const targets = {target, 1};
            ops::tracked<float, 2> const in{x.data(), dx.data(), 2};
            ops::tracked<float, 1> const out{y.data(), dy.data(), 2};
            Op::template forward<TestType>(out, keep.data(), in, slice<int const>(targets));
            Op::template backward<TestType>(out, keep.data(), in, slice<int const>(targets));
            CHECK(y[0] == std::numeric_limits<float>::infinity());
            CHECK(y[1] > 0);
            CHECK(y[1] < 1);
            CHECK(dx[0] == 0);
            CHECK(dx[1] == 0);
            CHECK(dx[2] > 0);
            CHECK(dx[3] < 0);
        }
    };
    check(ops::op::cross_entropy{});
    check(ops::op::stablemax_cross_entropy{});
}

TEMPLATE_TEST_CASE("logits may be large: measures of predictions keep their digits", "", kernel::plain, kernel::fast) {
    for (float const base : {1e4f, -1e4f, 1e5f}) {
        // multiples of 1/64, which float knows at 1e5
        std::vector<double> const offsets = {0, 0.5, -1.25, 0.25}, others = {0.5, -0.75, 0, 1};
        std::vector<float> a, b, da(4), db(4), y(1), dy = {1}, keep(4);
        std::vector<double> ea, eb, dea(4), deb(4), ey(1), edy = {1}, exact_keep(4);
        for (std::size_t i = 0; i < 4; ++i) {
            a.push_back(base + static_cast<float>(offsets[i]));
            b.push_back(base + static_cast<float>(others[i]));
            ea.push_back(offsets[i]);
            eb.push_back(others[i]);
        }
        ops::tracked<float, 4> const one{a.data(), da.data(), 1}, two{b.data(), db.data(), 1};
        ops::tracked<double, 4> const exact_one{ea.data(), dea.data(), 1}, exact_two{eb.data(), deb.data(), 1};
        ops::tracked<float, 1> const out{y.data(), dy.data(), 1};
        ops::tracked<double, 1> const exact{ey.data(), edy.data(), 1};
        auto const same = [](std::vector<float> const& x, std::vector<double> const& truth) {
            for (std::size_t i = 0; i < x.size(); ++i) CHECK(x[i] == Approx(truth[i]).epsilon(1e-5).margin(1e-7));
        };

        ops::op::divergence::forward<TestType>(out, keep.data(), one, two);
        ops::op::divergence::backward<TestType>(out, keep.data(), one, two);
        ops::op::divergence::forward<kernel::plain>(exact, exact_keep.data(), exact_one, exact_two);
        ops::op::divergence::backward<kernel::plain>(exact, exact_keep.data(), exact_one, exact_two);
        CHECK(ey[0] > 0.1);
        same(y, ey);
        same(da, dea);
        same(db, deb);

        std::fill(da.begin(), da.end(), 0.0f);
        std::fill(dea.begin(), dea.end(), 0.0);
        ops::op::entropy::forward<TestType>(out, keep.data(), one);
        ops::op::entropy::backward<TestType>(out, keep.data(), one);
        ops::op::entropy::forward<kernel::plain>(exact, exact_keep.data(), exact_one);
        ops::op::entropy::backward<kernel::plain>(exact, exact_keep.data(), exact_one);
        same(y, ey);
        same(da, dea);
    }
}

TEMPLATE_TEST_CASE("rows of zeros have a change and a direction, and no slope", "", kernel::plain, kernel::fast) {
    std::vector<float> zero(3), x = {1, 2, 3}, da(3), db(3), y(1), dy = {1}, keep(2);
    ops::tracked<float, 1> const out{y.data(), dy.data(), 1};
    auto const run = [&]<class Op>(Op, std::vector<float>& a, std::vector<float>& b) {
        ops::tracked<float, 3> const one{a.data(), da.data(), 1}, two{b.data(), db.data(), 1};
        Op::template forward<TestType>(out, keep.data(), one, two);
        Op::template backward<TestType>(out, keep.data(), one, two);
        CHECK(da == std::vector<float>{0, 0, 0});
        CHECK(db == std::vector<float>{0, 0, 0});
        return y[0];
    };
    std::vector<float> other(3);
    CHECK(run(ops::op::relative_change{}, zero, other) == 0);
    CHECK(run(ops::op::relative_change{}, zero, x) == std::numeric_limits<float>::infinity());
    CHECK(run(ops::op::cosine{}, zero, other) == 1);
    CHECK(run(ops::op::cosine{}, zero, x) == 0);
    CHECK(run(ops::op::cosine{}, x, zero) == 0);

    // products of small lengths underflow, the direction does not
    std::vector<float> small = {1e-20f, 2e-20f, 3e-20f};
    ops::tracked<float, 3> const one{small.data(), da.data(), 1};
    ops::op::cosine::forward<TestType>(out, keep.data(), one, one);
    CHECK(y[0] == Approx(1).epsilon(1e-3));
}
