#include <lathe/optimise/adam_atan2.hpp>

#include <numbers>

#include "optimise/sample.hpp"

using namespace lathe;
using namespace lathe::test;

TEMPLATE_TEST_CASE("AdamATan2 is its formula, weight by weight", "[optimise]", float, double) {
    using T = TestType;
    optimise::adam_atan2 const rule{.rate = 0.01, .decay = 0.1};
    trajectories const file;
    auto w = file.in<T>("w0");
    std::vector<T> m(20), v(20);
    std::vector<double> first(20), second(20), weight(w.begin(), w.end());
    for (int t = 1; t <= 6; ++t) {
        auto const g = file.in<T>("g" + std::to_string(t));
        rule.step<T>(w, g, m, v, t);
        for (std::size_t i = 0; i < 20; ++i) {
            auto const slope = static_cast<double>(g[i]);
            first[i] = 0.9 * first[i] + 0.1 * slope;
            second[i] = 0.95 * second[i] + 0.05 * slope * slope;
            weight[i] *= 1 - 0.01 * 0.1;
            weight[i] -=
                0.01 / (1 - std::pow(0.9, t)) * std::atan2(first[i], std::sqrt(second[i] / (1 - std::pow(0.95, t))));
            CHECK(std::fabs(static_cast<double>(w[i]) - weight[i]) <= (sizeof(T) == 4 ? 5e-7 : 1e-14));
        }
    }
}

TEMPLATE_TEST_CASE("the angle is that of the standard library, borders included", "[optimise]", float, double) {
    using T = TestType;
    T const huge = std::numeric_limits<T>::infinity(), none = std::numeric_limits<T>::quiet_NaN();
    std::vector<T> const values{0, T(1e-30), T(1e-3), T(0.4), 1, T(2.5), T(1e4), T(1e30), huge};
    std::vector<T> y, x;
    for (T const a : values) {
        for (T const b : values) {
            for (T const sign : {T(1), T(-1)}) {
                if (a == huge && b == huge) continue;
                y.push_back(sign * a);
                x.push_back(b);
            }
        }
    }
    std::vector<T> out(y.size());
    kernel::fast::map(
        static_cast<int>(y.size()), out.data(), [](auto a, auto b) { return optimise::angle(a, b); }, y.data(),
        x.data());
    for (std::size_t i = 0; i < y.size(); ++i) {
        double const want = std::atan2(static_cast<double>(y[i]), static_cast<double>(x[i]));
        INFO("atan2(" << y[i] << ", " << x[i] << ")");
        CHECK(std::fabs(static_cast<double>(out[i]) - want) <=
              4 * static_cast<double>(std::numeric_limits<T>::epsilon()) * std::fabs(want) +
                  static_cast<double>(std::numeric_limits<T>::min()));
        CHECK(optimise::angle(y[i], x[i]) == std::atan2(y[i], x[i]));
    }
    // lengths of one batch and of less, both ways of a gradient that is not a number
    std::vector<T> const bad(19, none), one(19, T(1));
    std::vector<T> seen(19);
    auto const compute = [&](auto const& a, auto const& b) {
        kernel::fast::map(19, seen.data(), [](auto p, auto q) { return optimise::angle(p, q); }, a.data(), b.data());
        for (T const s : seen) CHECK(std::isnan(s));
    };
    compute(bad, one);
    compute(one, bad);
    compute(bad, bad);
}

TEMPLATE_TEST_CASE("AdamATan2's limits", "[optimise]", float, double) {
    using T = TestType;
    optimise::adam_atan2 const rule;
    block<T> b;
    auto const before = b.w;
    SECTION("rate 0 changes no weight") {
        rule.step<T>(b.w, b.g, b.m, b.v, 1, 0, 0.5);
        CHECK(b.w == before);
    }
    SECTION("no gradient: the weights only decay, and stay numbers") {
        b.g.assign(b.g.size(), 0);
        rule.step<T>(b.w, b.g, b.m, b.v, 1, 0.1, 0.5);
        auto wanted = before;
        for (T& w : wanted) w *= static_cast<T>(1 - 0.1 * 0.5);
        CHECK(b.w == wanted);
    }
    SECTION("the scale of the gradient does not matter, down to where nothing is left of it") {
        auto c = b;
        for (T& g : c.g) g *= T(0x1p-30);
        for (int t = 1; t <= 3; ++t) {
            rule.step<T>(b.w, b.g, b.m, b.v, t, 0.1, 0.5);
            rule.step<T>(c.w, c.g, c.m, c.v, t, 0.1, 0.5);
        }
        CHECK(b.w == c.w);
    }
    SECTION("the first step is the same for all gradients of one sign") {
        b.w.assign(b.w.size(), 0);
        rule.step<T>(b.w, b.g, b.m, b.v, 1, 0.1, 0);
        for (std::size_t i = 0; i < b.w.size(); ++i) {
            // m = (1 - beta1) g, and the root of the corrected v is |g|
            double const want = std::copysign(0.1 / (1 - 0.9) * std::atan(0.1), -static_cast<double>(b.g[i]));
            if (std::fabs(static_cast<double>(b.w[i]) - want) > 1e-6) FAIL_CHECK("weight " << i << " is " << b.w[i]);
        }
    }
}
