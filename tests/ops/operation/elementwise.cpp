#include <lathe/ops/operation/elementwise.hpp>

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

/// These operations see numbers one after another, so that rows say more than widths.
template <int Flops>
void check_unary(auto said, known k = {}) {
    test::each_width<1, 17>([&](auto width) {
        k.flops = &each_entry<width(), Flops>;
        test::examine(subject_of<rows_of<width()>>(said), k);
    });
}

template <int Flops>
void check_binary(auto said, known k = {}) {
    test::each_width<1, 17>([&](auto width) {
        k.flops = &each_entry<width(), Flops>;
        test::examine(subject_of<rows_of<width()>, rows_of<width()>>(said), k);
    });
}

/// Value and slope of a formula, by both kinds of kernels, and by the standard library.
template <class Formula>
void check_formula(double (*expected)(double)) {
    std::vector<float> const x = {-1e4f, -100, -89, -88, -21, -19, -3, -1, -1e-3f, -1e-8f, 0,
                                  1e-8f, 1e-3f, 1, 3, 19, 21, 80, 88, 89, 100, 1e4f};
    auto const n = static_cast<int>(x.size());
    std::vector<float> plain(x.size()), fast(x.size()), seed(x.size(), 1), down(x.size()), up(x.size());
    using op = ops::op::unary<Formula>;
    using row = ops::tracked<float, 1>;
    std::vector<float> in = x;
    op::template forward<kernel::plain>(row{plain.data(), seed.data(), n}, in.data(), row{in.data(), down.data(), n});
    op::template forward<kernel::fast>(row{fast.data(), seed.data(), n}, in.data(), row{in.data(), up.data(), n});
    op::template backward<kernel::plain>(row{plain.data(), seed.data(), n}, in.data(), row{in.data(), down.data(), n});
    op::template backward<kernel::fast>(row{fast.data(), seed.data(), n}, in.data(), row{in.data(), up.data(), n});
    for (std::size_t i = 0; i < x.size(); ++i) {
        CAPTURE(x[i]);
        auto const y = static_cast<float>(expected(static_cast<double>(x[i])));
        if (std::isinf(y)) {
            CHECK(std::isinf(plain[i]));
            CHECK(std::isinf(fast[i]));
            continue;
        }
        float const close = 1e-6f * std::max(1.0f, std::fabs(y));
        CHECK(std::fabs(plain[i] - y) <= close);
        CHECK(std::fabs(fast[i] - y) <= close);
        CHECK(std::isfinite(down[i]));
        CHECK(std::fabs(up[i] - down[i]) <= 1e-6f * std::max(1.0f, std::fabs(down[i])));
    }
}

}  // namespace

TEST_CASE("silu") {
    check_unary<4>([](auto& ops, auto const&, auto x) { return ops.silu(x); });
    check_formula<ops::op::formula::silu>([](double x) { return x / (1 + std::exp(-x)); });
}
TEST_CASE("gelu") {
    check_unary<5>([](auto& ops, auto const&, auto x) { return ops.gelu(x); }, {.size = 1});
    check_formula<ops::op::formula::gelu>([](double x) { return x / 2 * (1 + std::erf(x / std::sqrt(2.0))); });
}
TEST_CASE("gelu by tanh") {
    check_unary<9>([](auto& ops, auto const&, auto x) { return ops.gelu_tanh(x); }, {.size = 1});
    check_formula<ops::op::formula::gelu_tanh>([](double x) {
        return x / 2 * (1 + std::tanh(std::sqrt(2 / std::acos(-1.0)) * (x + 0.044715 * x * x * x)));
    });
}
TEST_CASE("relu") {
    check_unary<1>([](auto& ops, auto const&, auto x) { return ops.relu(x); });
    check_formula<ops::op::formula::relu>([](double x) { return x > 0 ? x : 0; });
}
TEST_CASE("sigmoid") {
    check_unary<3>([](auto& ops, auto const&, auto x) { return ops.sigmoid(x); });
    check_formula<ops::op::formula::sigmoid>([](double x) { return 1 / (1 + std::exp(-x)); });
}
TEST_CASE("tanh") {
    check_unary<4>([](auto& ops, auto const&, auto x) { return ops.tanh(x); });
    check_formula<ops::op::formula::tanh>([](double x) { return std::tanh(x); });
}
TEST_CASE("exp") {
    check_unary<1>([](auto& ops, auto const&, auto x) { return ops.exp(x); });
    check_formula<ops::op::formula::exp>([](double x) { return std::exp(x); });
}
TEST_CASE("softplus") {
    check_unary<3>([](auto& ops, auto const&, auto x) { return ops.softplus(x); });
    check_formula<ops::op::formula::softplus>([](double x) { return x > 30 ? x : std::log1p(std::exp(x)); });
}
TEST_CASE("scale and affine") {
    check_unary<1>([](auto& ops, auto const&, auto x) { return ops.scale(x, -0.75); });
    check_unary<2>([](auto& ops, auto const&, auto x) { return ops.affine(x, 1.5, 0.25); }, {.size = 1});
}
TEST_CASE("add and subtract") {
    check_binary<1>([](auto& ops, auto const&, auto a, auto b) { return ops.add(a, b); });
    check_binary<1>([](auto& ops, auto const&, auto a, auto b) { return ops.subtract(a, b); });
}
TEST_CASE("multiply") {
    check_binary<1>([](auto& ops, auto const&, auto a, auto b) { return ops.multiply(a, b); });
    check_unary<1>([](auto& ops, auto const&, auto x) { return ops.multiply(x, x); });
}
TEST_CASE("minimum and maximum") {
    check_binary<1>([](auto& ops, auto const&, auto a, auto b) { return ops.minimum(a, b); });
    check_binary<1>([](auto& ops, auto const&, auto a, auto b) { return ops.maximum(a, b); });
}
TEST_CASE("silu times something") {
    check_binary<5>([](auto& ops, auto const&, auto gate, auto up) { return ops.silu_times(gate, up); });
}

TEST_CASE("the slope of equal operands goes to the first, and what is not a number wins") {
    float const nan = std::numeric_limits<float>::quiet_NaN();
    std::vector<float> a = {1, nan, 2}, b = {1, 3, nan}, y(3), seed(3, 1), da(3), db(3);
    using row = ops::tracked<float, 1>;
    auto const check = [&]<bool Least, class K>(std::bool_constant<Least>, K) {
        using op = ops::op::extreme<Least>;
        std::fill(da.begin(), da.end(), 0.0f);
        std::fill(db.begin(), db.end(), 0.0f);
        row const first{a.data(), da.data(), 3}, second{b.data(), db.data(), 3}, result{y.data(), seed.data(), 3};
        op::template forward<K>(result, y.data(), first, second);
        op::template backward<K>(result, y.data(), first, second);
        CHECK(y[0] == 1);
        CHECK(std::isnan(y[1]));
        CHECK(std::isnan(y[2]));
        CHECK(da[0] == 1);
        CHECK(db[0] == 0);
    };
    check(std::true_type{}, kernel::plain{});
    check(std::true_type{}, kernel::fast{});
    check(std::false_type{}, kernel::plain{});
    check(std::false_type{}, kernel::fast{});
}
