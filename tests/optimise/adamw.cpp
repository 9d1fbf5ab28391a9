#include <lathe/optimise/adamw.hpp>

#include "optimise/sample.hpp"

using namespace lathe;
using namespace lathe::test;

TEMPLATE_TEST_CASE("AdamW and Adam follow the reference", "[optimise]", float, double) {
    trajectories const file;
    auto const follow = [&](std::string const& name, optimise::adamw const& rule) {
        std::vector<TestType> m(20), v(20);
        file.follow<TestType>(name, [&](auto w, auto g, int t) { rule.step<TestType>(w, g, m, v, t); });
        file.compare(m, name + ".exp_avg");
        file.compare(v, name + ".exp_avg_sq");
    };
    follow("adamw", {.rate = 0.01, .beta2 = 0.95, .decay = 0.1});
    follow("adam", {.rate = 0.01, .beta2 = 0.95, .decay = 0});
}

TEMPLATE_TEST_CASE("AdamW's limits", "[optimise]", float, double) {
    using T = TestType;
    optimise::adamw const rule;
    block<T> b;
    auto const before = b.w;
    SECTION("rate 0 moves the moments and no weight") {
        rule.step<T>(b.w, b.g, b.m, b.v, 1, 0, 0.5);
        CHECK(b.w == before);
        CHECK(b.m[4999] == static_cast<T>(1 - 0.9) * b.g[4999]);
        CHECK(b.v[5006] > 0);
    }
    SECTION("no gradient: the weights only decay") {
        b.g.assign(b.g.size(), 0);
        rule.step<T>(b.w, b.g, b.m, b.v, 1, 0.1, 0.5);
        auto wanted = before;
        for (T& w : wanted) w *= static_cast<T>(1 - 0.1 * 0.5);
        CHECK(b.w == wanted);
        CHECK(b.m == b.g);
        CHECK(b.v == b.g);
    }
    SECTION("the first step is the rate against the sign of the gradient") {
        rule.step<T>(b.w, b.g, b.m, b.v, 1, 0.1, 0);
        for (std::size_t i = 0; i < b.w.size(); ++i) {
            double const moved = static_cast<double>(b.w[i] - before[i]);
            if (std::fabs(b.g[i]) > T(0.01) && std::fabs(moved + (b.g[i] > 0 ? 0.1 : -0.1)) > 2e-6) {
                FAIL_CHECK("weight " << i << " moved by " << moved);
            }
        }
    }
    SECTION("blocks may be stepped in parts") {
        auto c = b;
        rule.step<T>(b.w, b.g, b.m, b.v, 3, 0.1, 0.5);
        auto const part = [](auto& x, std::size_t from, std::size_t n) { return std::span(x).subspan(from, n); };
        for (auto const& [from, n] : {std::pair<std::size_t, std::size_t>{0, 1}, {1, 3333}, {3334, 1673}}) {
            rule.step<T>(part(c.w, from, n), c.slopes().subspan(from, n), part(c.m, from, n), part(c.v, from, n), 3,
                         0.1, 0.5);
        }
        CHECK(b.w == c.w);
        CHECK(b.v == c.v);
    }
    SECTION("what is not a number stays visible, and where it is") {
        b.g[4321] = std::numeric_limits<T>::quiet_NaN();
        rule.step<T>(b.w, b.g, b.m, b.v, 1, 0.1, 0.5);
        for (std::size_t i = 0; i < b.w.size(); ++i) {
            if (std::isnan(b.w[i]) != (i == 4321)) FAIL_CHECK("weight " << i);
        }
    }
}
