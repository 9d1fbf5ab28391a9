#include <lathe/optimise/average.hpp>

#include "optimise/sample.hpp"

using namespace lathe;
using namespace lathe::test;

TEMPLATE_TEST_CASE("the moving average follows the reference", "[optimise]", float, double) {
    using T = TestType;
    trajectories const file;
    auto w = file.in<T>("w0");
    auto mean = w;
    optimise::average const rule{.keep = 0.9};
    // the file's average ends with the fourth gradient
    for (int t = 1; t <= 4; ++t) {
        auto const g = file.in<T>("g" + std::to_string(t));
        for (std::size_t i = 0; i < w.size(); ++i) w[i] += T(0.1) * g[i];
        rule.step<T>(mean, w);
    }
    file.compare(mean, "ema.shadow");
}

TEMPLATE_TEST_CASE("an average that keeps everything stays, and one that keeps nothing is the weights", "[optimise]",
                   float, double) {
    using T = TestType;
    block<T> b;
    auto const before = b.g;
    optimise::average{.keep = 1}.step<T>(b.g, b.w);
    CHECK(b.g == before);
    optimise::average{.keep = 0}.step<T>(b.g, b.w);
    CHECK(b.g == b.w);
}
