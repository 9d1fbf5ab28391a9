#include <lathe/exec/trainer.hpp>

#include "catch.hpp"
#include "exec/sample.hpp"

using namespace lathe;
using namespace lathe::test;

TEMPLATE_TEST_CASE("training lowers the loss", "", feed_forward, looped, universal_transformer, huginn, trm, trm_mixer, hrm) {
    using model_type = model<TestType, small>;
    exec::pool threads(1);
    exec::trainer<model_type> trainer({.batch = 16, .steps = 120, .rate = 1e-2, .warmup = 5, .seed = 3}, 6, threads);
    double first = 0, last = 0;
    for (int s = 0; s < 120; ++s) {
        auto const now = trainer.step(renamed{});
        REQUIRE(now.seen.finite);
        first += s < 5 ? now.seen.mean_loss() / 5 : 0;
        last += s >= 115 ? now.seen.mean_loss() / 5 : 0;
    }
    CHECK(last < first / 2);
    std::cout << first << " " << last << "\n";
}
