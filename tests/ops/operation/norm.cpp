#include <lathe/ops/operation/norm.hpp>

#include <lathe/tensor/dense.hpp>

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

TEST_CASE("unit_norm") {
    // the norm and a scale; without rows the result of the first has no memory, so that nothing is recorded after it
    check<4>([](auto& ops, auto const&, auto x) { return ops.unit_norm(x, 1e-6); }, {.bound = 8, .size = 1, .rows = {1, 2, 3, 5, 16, 33}});
}
TEST_CASE("norms with gain and bias") {
    test::each_width<1, 3, 16, 33>([](auto width) {
        constexpr int w = width();
        using gain = leaf_of<kind::vector, 1, w>;
        test::examine(subject_of<gain, rows_of<w>>(
                          [](auto& ops, auto const&, auto const& g, auto x) { return ops.rms_norm(x, 1e-5, g); }),
                      {.flops = &each_entry<w, 4>, .bound = 8 + w / 4, .size = 1});
        test::examine(subject_of<gain, gain, rows_of<w>>([](auto& ops, auto const&, auto const& g, auto const& b,
                                                            auto x) { return ops.layer_norm(x, 1e-5, g, b); }),
                      {.flops = &each_entry<w, 7>, .bound = 64, .size = 1});
    });
}

TEMPLATE_TEST_CASE("a norm with gain and bias is the norm, then the gain, then the bias", "", kernel::plain, kernel::fast) {
    constexpr int w = 20;
    using leaf = tensor::dense<double>::leaf<kind::vector, 1, w, initial::zeros>;
    struct {
        leaf gain, bias;
    } weights, slopes[2] = {};
    std::vector<double> x(3 * w), dx[2] = {std::vector<double>(3 * w), std::vector<double>(3 * w)}, y[2];
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 3 + std::sin(static_cast<double>(i));
    for (int i = 0; i < w; ++i) weights.gain.value[i] = 1 + 0.01 * i, weights.bias.value[i] = 0.1 * i;
    auto const block = [](auto& of) { return slice(&of.gain.value[0], sizeof(of) / sizeof(double)); };
    for (bool const centred : {false, true}) {
        for (bool const fused : {false, true}) {
            CAPTURE(centred, fused);
            slopes[fused] = {};
            std::fill(dx[fused].begin(), dx[fused].end(), 0.0);
            test::scratch_memory<double> memory(test::plenty);
            auto const& fixed = weights;
            ops::gradient<ops::eager<TestType, double>> ops(memory.get(), block(fixed), block(slopes[fused]));
            auto const in = ops.template given<w>(x.data(), dx[fused].data(), 3);
            auto const out = [&] {
                if (fused) {
                    return centred ? ops.layer_norm(in, 1e-5, fixed.gain, fixed.bias) : ops.rms_norm(in, 1e-5, fixed.gain);
                }
                auto const n = ops.gain(fixed.gain, centred ? ops.layer_norm(in, 1e-5) : ops.rms_norm(in, 1e-5));
                return centred ? ops.add_vector(fixed.bias, n) : n;
            }();
            y[fused].assign(out.data, out.data + out.size());
            auto const seeds = ops.seeds(out);
            for (std::size_t i = 0; i < seeds.size(); ++i) seeds[i] = std::cos(static_cast<double>(i));
            ops.backward();
        }
        auto const same = [](double a, double b) { CHECK(a == Approx(b).epsilon(1e-12).margin(1e-13)); };
        for (std::size_t i = 0; i < x.size(); ++i) same(y[1][i], y[0][i]), same(dx[1][i], dx[0][i]);
        for (int i = 0; i < w; ++i) {
            same(slopes[1].gain.value[i], slopes[0].gain.value[i]);
            same(slopes[1].bias.value[i], slopes[0].bias.value[i]);
        }
    }
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
