#include <lathe/exec/masked_shard.hpp>

#include <lathe/axes.hpp>
#include <lathe/concepts/with.hpp>
#include <lathe/exec/trainer.hpp>
#include <lathe/variant/block_diffusion.hpp>
#include <lathe/variant/llada.hpp>
#include <lathe/variant/mdlm.hpp>

#include "catch.hpp"
#include "allocations.hpp"
#include "exec/sample.hpp"

using namespace lathe;

namespace {

/// Symbols count upwards from a first one, which is given.
struct counting_up {
    void operator()(std::uint64_t index, std::span<int> symbols, std::span<int> targets) const {
        int const first = random_numbers(3, index).below(test::small.vocab);
        for (std::size_t i = 0; i < symbols.size(); ++i) {
            symbols[i] = (first + static_cast<int>(i)) % test::small.vocab;
            targets[i] = i == 0 ? -1 : symbols[i];
        }
    }
};

using timed = with<variant::mdlm<1>, set::injection<inject::noise_level<8>>>;

exec::training const options{.batch = 9, .shards = 3, .steps = 150, .rate = 1e-2, .warmup = 5, .seed = 3};

}  // namespace

TEMPLATE_TEST_CASE("a denoiser learns, with the same bits for any number of threads and without asking for memory", "",
                   variant::mdlm<1>, (variant::block_diffusion<1, 2>), timed) {
    using model_type = model<TestType, test::small>;
    auto const trained_by = [&](int count, double& first, double& last) {
        exec::pool threads(count);
        exec::trainer<model_type> t(options, test::small.context, threads);
        test::memory_calls calls{};
        for (int s = 0; s < 150; ++s) {
            exec::progress now;
            auto const these = test::memory_calls_of([&] { now = t.step(counting_up{}); });
            calls.taken += these.taken;
            REQUIRE(now.seen.finite);
            CHECK(now.seen.asked == 45);
            first += s < 10 ? now.seen.mean_loss() / 10 : 0;
            last += s >= 120 ? now.seen.mean_loss() / 30 : 0;
        }
        CHECK(calls.taken == 0);
        return test::kept(t);
    };
    double first = 0, last = 0;
    auto const one = trained_by(1, first, last);
    CHECK(first > 1);
    // codes of the noise, which begin as large as embeddings become, take longer
    CHECK(last < (std::is_same_v<TestType, timed> ? 0.6 : 0.5) * first);
    CHECK(trained_by(3, first, last) == one);
}

TEST_CASE("the usual plan of a denoiser masks by its own schedule") {
    STATIC_REQUIRE(std::is_same_v<signal::usual<variant::mdlm<>>, signal::masked<schedule::loglinear<>>>);
    STATIC_REQUIRE(std::is_same_v<signal::usual<variant::llada<>>, signal::masked<schedule::loglinear<0.0>>>);
}

TEST_CASE("the gradient is that of the weighted loss") {
    using model_type = model<variant::mdlm<1>, test::small>;
    using plan = signal::masked<schedule::cosine<>>;
    using shard = exec::shard_of<model_type, plan, kernel::plain, double>::type;
    shard one(2, test::small.context);
    one.fill(counting_up{}, 4, 9);
    auto const weights = exec::make_weights<model_type, double>(2);
    auto const loss = [&] {
        one.learn(*weights, 1, 0, one.asked(), one.rows());
        return one.seen().mean_loss();
    };
    loss();
    std::vector<double> const slopes(one.slopes().begin(), one.slopes().end());
    auto const all = exec::block<double>(*weights);
    CHECK(all.size() == slopes.size());
    int moved = 0;
    for (std::size_t i = 0; i < all.size(); i += 41) {
        double const before = all[i];
        // small, because embeddings are: their norm bends within hundredths
        all[i] = before + 1e-6;
        double const up = loss();
        all[i] = before - 1e-6;
        double const down = loss();
        all[i] = before;
        CHECK(slopes[i] == Approx((up - down) / 2e-6).epsilon(1e-5).margin(1e-8));
        moved += std::abs(slopes[i]) > 1e-6 ? 1 : 0;
    }
    CHECK(moved > 10);
}
