#include <lathe/optimise/adamw.hpp>
#include <lathe/optimise/amsgrad.hpp>

#include "optimise/sample.hpp"

using namespace lathe;
using namespace lathe::test;

TEMPLATE_TEST_CASE("AMSGrad follows the reference", "[optimise]", float, double) {
    trajectories const file;
    optimise::amsgrad const rule{.rate = 0.01, .decay = 0.01};
    std::vector<TestType> m(20), v(20), u(20);
    file.follow<TestType>("amsgrad", [&](auto w, auto g, int t) { rule.step<TestType>(w, g, m, v, u, t); });
    file.compare(m, "amsgrad.exp_avg");
    file.compare(v, "amsgrad.exp_avg_sq");
    file.compare(u, "amsgrad.max_exp_avg_sq");
}

TEMPLATE_TEST_CASE("AMSGrad is AdamW until the second moment falls", "[optimise]", float, double) {
    using T = TestType;
    block<T> a, b;
    optimise::amsgrad{}.step<T>(a.w, a.g, a.m, a.v, a.u, 1);
    optimise::adamw{}.step<T>(b.w, b.g, b.m, b.v, 1);
    CHECK(a.w == b.w);
    CHECK(a.u == a.v);
    auto const largest = a.u;
    a.g.assign(a.g.size(), 0);
    optimise::amsgrad{}.step<T>(a.w, a.g, a.m, a.v, a.u, 2);
    CHECK(a.u == largest);
    CHECK(a.v != largest);
    auto const before = a.w;
    optimise::amsgrad{}.step<T>(a.w, a.g, a.m, a.v, a.u, 3, 0, 0.5);
    CHECK(a.w == before);
}
