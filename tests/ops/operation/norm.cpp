#include <lathe/ops/operation/norm.hpp>

#include "ops/examine.hpp"

using namespace lathe;
using test::known;
using test::leaf_of;
using test::rows_of;
using test::subject_of;
using test::surroundings;

namespace {

template <int W, int Flops>
double each_entry(surroundings const& s) {
    return 1.0 * Flops * W * s.rows;
}

template <int Flops>
void check(auto said, known k = {}) {
    test::each_width<1, 3, 16, 17, 33>([&](auto width) {
        auto mine = k;
        mine.flops = &each_entry<width(), Flops>;
        mine.bound += width() / 4;
        test::examine(subject_of<rows_of<width()>>(said), mine);
    });
}

}  // namespace

TEST_CASE("rms_norm") {
    check<3>([](auto& ops, auto const&, auto x) { return ops.rms_norm(x, 1e-5); }, {.size = 1});
}
TEST_CASE("layer_norm") {
    // its slopes at width 3 are large and cancel
    check<5>([](auto& ops, auto const&, auto x) { return ops.layer_norm(x, 1e-5); }, {.bound = 32, .size = 1});
}
TEST_CASE("softmax") {
    check<4>([](auto& ops, auto const&, auto x) { return ops.softmax(x); }, {.size = 0.1});
}
TEST_CASE("gain") {
    test::each_width<1, 16, 33>([](auto width) {
        constexpr int w = width();
        test::examine(subject_of<leaf_of<kind::vector, 1, w>, rows_of<w>>(
                          [](auto& ops, auto const&, auto const& g, auto x) { return ops.gain(g, x); }),
                      {.flops = &each_entry<w, 1>, .bound = 8});
    });
}

TEMPLATE_TEST_CASE("softmax of rows that see nothing is zero and has no slope", "", kernel::plain, kernel::fast) {
    float const nothing = -std::numeric_limits<float>::infinity();
    std::vector<float> x = {nothing, nothing, nothing, 1, nothing, 1}, y(6), seed = {1, 2, 3, 4, 5, 6}, dx(6);
    using row = ops::tracked<float, 3>;
    ops::op::softmax::forward<TestType>(row{y.data(), seed.data(), 2}, y.data(), row{x.data(), dx.data(), 2});
    CHECK(y == std::vector<float>{0, 0, 0, 0.5f, 0, 0.5f});
    ops::op::softmax::backward<TestType>(row{y.data(), seed.data(), 2}, y.data(), row{x.data(), dx.data(), 2});
    CHECK(dx == std::vector<float>{0, 0, 0, -0.5f, 0, 0.5f});
}

TEMPLATE_TEST_CASE("norms have the moments they promise", "", kernel::plain, kernel::fast) {
    std::vector<double> x(20), y(20), keep(1);
    for (std::size_t i = 0; i < 20; ++i) x[i] = 3 + std::sin(static_cast<double>(i));
    using row = ops::tracked<double, 20>;
    auto const moment = [&](int power) {
        double sum = 0;
        for (double v : y) sum += std::pow(v, power) / 20;
        return sum;
    };
    ops::op::rms_norm::forward<TestType>(row{y.data(), nullptr, 1}, keep.data(), row{x.data(), nullptr, 1}, 0.0);
    CHECK(moment(2) == Approx(1).epsilon(1e-12));
    CHECK(y[3] / y[5] == Approx(x[3] / x[5]).epsilon(1e-12));
    ops::op::layer_norm::forward<TestType>(row{y.data(), nullptr, 1}, keep.data(), row{x.data(), nullptr, 1}, 0.0);
    CHECK(std::fabs(moment(1)) < 1e-12);
    CHECK(moment(2) == Approx(1).epsilon(1e-12));
    ops::op::softmax::forward<TestType>(row{y.data(), nullptr, 1}, keep.data(), row{x.data(), nullptr, 1});
    CHECK(moment(1) == Approx(1.0 / 20).epsilon(1e-12));
    CHECK(std::log(y[3] / y[5]) == Approx(x[3] - x[5]).epsilon(1e-12));
}
