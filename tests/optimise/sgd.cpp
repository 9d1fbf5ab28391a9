#include <lathe/optimise/sgd.hpp>

#include "optimise/sample.hpp"

using namespace lathe;
using namespace lathe::test;

TEMPLATE_TEST_CASE("gradient descent follows the reference, plain, with momentum and with Nesterov's", "[optimise]",
                   float, double) {
    trajectories const file;
    auto const follow = [&](std::string const& name, optimise::sgd const& rule) {
        std::vector<TestType> m(rule.momentum == 0 ? 0 : 20);
        file.follow<TestType>(name, [&](auto w, auto g, int) { rule.step<TestType>(w, g, m); });
        if (!m.empty()) file.compare(m, name + ".momentum_buffer");
    };
    follow("sgd", {.rate = 0.05});
    follow("sgd_mom_wd", {.rate = 0.05, .momentum = 0.9, .decay = 0.01});
    follow("nesterov", {.rate = 0.05, .momentum = 0.9, .nesterov = true});
}

TEMPLATE_TEST_CASE("gradient descent's limits", "[optimise]", float, double) {
    using T = TestType;
    block<T> b;
    auto const before = b.w;
    optimise::sgd const plain, heavy{.momentum = 0.9}, ahead{.momentum = 0.9, .nesterov = true};
    for (optimise::sgd const& rule : {plain, heavy, ahead}) {
        rule.step<T>(b.w, b.g, b.m, 0, 0.5);
        CHECK(b.w == before);
    }
    // decay only: what the gradient of w^2 / 2 would do
    block<T> c;
    c.g = c.w;
    b.g.assign(b.g.size(), 0);
    b.m = c.m;
    heavy.step<T>(b.w, b.g, b.m, 0.1, 1);
    heavy.step<T>(c.w, c.g, c.m, 0.1, 0);
    CHECK(b.w == c.w);
    CHECK(b.m == c.m);
}
