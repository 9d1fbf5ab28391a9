#include <lathe/optimise/adam.hpp>

#include "optimise/sample.hpp"

using namespace lathe;
using namespace lathe::test;

TEMPLATE_TEST_CASE("Adam with decay in the gradient follows the reference", "[optimise]", float, double) {
    trajectories const file;
    auto const follow = [&](std::string const& name, optimise::adam const& rule) {
        std::vector<TestType> m(20), v(20);
        file.follow<TestType>(name, [&](auto w, auto g, int t) { rule.step<TestType>(w, g, m, v, t); });
        file.compare(m, name + ".exp_avg");
        file.compare(v, name + ".exp_avg_sq");
    };
    follow("adam_l2", {.rate = 0.01, .decay = 0.1});
    follow("adam", {.rate = 0.01, .beta2 = 0.95});
}

TEMPLATE_TEST_CASE("Adam's limits", "[optimise]", float, double) {
    using T = TestType;
    block<T> b;
    auto const before = b.w;
    optimise::adam{}.step<T>(b.w, b.g, b.m, b.v, 1, 0, 0.5);
    CHECK(b.w == before);
    // without a gradient the decay is the gradient, and its size does not matter
    b.g.assign(b.g.size(), 0);
    b.m = b.v = b.g;
    optimise::adam{.epsilon = 0}.step<T>(b.w, b.g, b.m, b.v, 1, 0.01, 0.5);
    for (std::size_t i = 0; i < b.w.size(); ++i) {
        double const moved = static_cast<double>(b.w[i] - before[i]);
        if (std::fabs(moved + (before[i] > 0 ? 0.01 : -0.01)) > 1e-6)
            FAIL_CHECK("weight " << i << " moved by " << moved);
    }
}
