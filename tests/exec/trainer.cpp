#include <lathe/exec/trainer.hpp>
#include <lathe/kernel/mixed.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "catch.hpp"
#include "exec/sample.hpp"
#include "exec/training.hpp"

using namespace lathe;
using namespace lathe::test;

TEMPLATE_TEST_CASE("training learns, asks for no memory and does not mind threads", "", looped, huginn) {
    training_promises<TestType>::all();
}

namespace {

using trainer = exec::trainer<model<looped, small>>;

/// The indices that a step asks for, sorted.
std::vector<std::uint64_t> asked_for(auto& t) {
    std::vector<std::uint64_t> seen;
    std::mutex one_at_a_time;
    t.step([&](std::uint64_t index, std::span<int> symbols, std::span<int> targets) {
        std::scoped_lock const lock(one_at_a_time);
        seen.push_back(index);
        renamed{}(index, symbols, targets);
    });
    std::sort(seen.begin(), seen.end());
    return seen;
}

}  // namespace

TEST_CASE("training in mixed precision rounds products and learns as well") {
    // wide enough for products to be worth rounding
    using model_type = model<looped, shape{.vocab = 5, .width = 32, .heads = 2, .hidden = 64, .context = 6}>;
    exec::training const options{.batch = 16, .steps = 60, .rate = 1e-2, .warmup = 5, .seed = 3};
    auto const losses_of = [&]<class Trainer>(std::type_identity<Trainer>) {
        exec::pool threads(1);
        Trainer t(options, 6, threads);
        std::vector<double> losses;
        for (int s = 0; s < 60; ++s) losses.push_back(t.step(renamed{}).seen.mean_loss());
        return losses;
    };
    using plan = signal::usual<looped>;
    auto const exact = losses_of(std::type_identity<exec::trainer<model_type, plan>>{});
    auto const rounded = losses_of(std::type_identity<exec::trainer<model_type, plan, kernel::mixed>>{});
    CHECK(rounded[0] != exact[0]);
    CHECK(rounded[0] == Approx(exact[0]).epsilon(1e-2));
    CHECK(exact[59] < exact[0] / 2);
    CHECK(rounded[59] < rounded[0] / 2);
}

TEST_CASE("each step draws the next examples, whatever the shards") {
    exec::pool threads(2);
    for (int const shards : {1, 2, 5, 9}) {
        auto options = five;
        options.shards = shards;
        trainer t(options, 6, threads);
        CHECK(asked_for(t) == std::vector<std::uint64_t>{0, 1, 2, 3, 4});
        CHECK(asked_for(t) == std::vector<std::uint64_t>{5, 6, 7, 8, 9});
        CHECK(t.steps() == 2);
    }
}

TEST_CASE("the gradient of a step is that of the whole batch, whatever the shards, and a rate of 0 changes nothing") {
    exec::pool threads(1);
    for (bool const muon : {false, true}) {
        std::vector<double> norms, losses;
        for (int const shards : {1, 2, 5, 9}) {
            auto options = five;
            options.shards = shards;
            options.rate = 0;
            options.muon = muon;
            trainer t(options, 6, threads);
            auto const before = exec::make_weights<trainer::model_type>(options.seed);
            auto const now = t.step(renamed{});
            norms.push_back(now.norm);
            losses.push_back(now.seen.mean_loss());
            // two of five examples do not ask for their first position
            CHECK(now.seen.asked == 28);
            CHECK(now.seen.sequences == 5);
            CHECK(now.rate == 0);
            auto const a = exec::block<float>(*before);
            auto const b = exec::block<float>(t.trained());
            CHECK(std::equal(a.begin(), a.end(), b.begin(), b.end()));
        }
        CHECK(norms[0] > 0.1);
        for (double const norm : norms) CHECK(norm == Approx(norms[0]).epsilon(1e-5));
        for (double const loss : losses) CHECK(loss == Approx(losses[0]).epsilon(1e-5));
    }
}

TEST_CASE("what is asked at a few positions counts as much as what is asked at many") {
    // the mean over all asked positions, not a mean of means: with one position asked in all, only it decides
    exec::pool threads(1);
    auto const draw = [](int asking) {
        return [asking](std::uint64_t index, std::span<int> symbols, std::span<int> targets) {
            renamed{}(index, symbols, targets);
            std::fill(targets.begin(), targets.end(), -1);
            if (static_cast<int>(index) == asking) targets[3] = 2;
        };
    };
    auto options = five;
    options.rate = 0;
    trainer many(options, 6, threads);
    auto const among_five = many.step(draw(4));
    auto one = options;
    one.batch = 1;
    trainer alone(one, 6, threads);
    auto const by_itself = alone.step([&](std::uint64_t, auto symbols, auto targets) { draw(4)(4, symbols, targets); });
    CHECK(among_five.norm == Approx(by_itself.norm).epsilon(1e-5));
    CHECK(among_five.seen.asked == 1);
    trainer none(options, 6, threads);
    auto const nothing = none.step(draw(-1));
    CHECK(nothing.norm == 0);
    CHECK(nothing.seen.mean_loss() == 0);
    CHECK(nothing.seen.finite);
}

TEST_CASE("a step says its number, its rate and what it cost") {
    exec::pool threads(1);
    trainer t(five, 6, threads);
    optimise::warmup_cosine const schedule{.peak = five.rate, .warmup = five.warmup, .steps = five.steps, .floor = five.floor};
    for (int s = 0; s < 25; ++s) {
        auto const now = t.step(renamed{});
        CHECK(now.step == s + 1);
        CHECK(now.rate == schedule.rate(s));
        CHECK(now.limit == 3);
        CHECK(now.flops == Approx((s + 1) * t.mean_flops_per_step()));
    }
    CHECK(t.flops() == Approx(25 * t.mean_flops_per_step()));
    CHECK(t.options().batch == 5);
}

TEST_CASE("depths are drawn from 1 to the maximum, about the mean, and other seeds draw others") {
    exec::pool threads(1);
    std::vector<int> drawn;
    double flops = 0, expected = 0;
    for (std::uint64_t const seed : {1u, 2u, 3u}) {
        exec::trainer<model<huginn, small>> t({.batch = 1, .rate = 0, .seed = seed}, 1, threads);
        std::vector<int> mine;
        for (int s = 0; s < 200; ++s) mine.push_back(t.step(renamed{}).limit);
        CHECK(mine != drawn);
        CHECK(*std::min_element(mine.begin(), mine.end()) == 1);
        CHECK(*std::max_element(mine.begin(), mine.end()) == 6);
        // E min(1 + Poisson(rate), 6), rate about 3, is 3.7
        CHECK(std::accumulate(mine.begin(), mine.end(), 0) / 200.0 == Approx(3.7).margin(0.4));
        flops += t.flops();
        expected += 200 * t.mean_flops_per_step();
        drawn = mine;
    }
    CHECK(flops == Approx(expected).epsilon(0.1));
}

TEST_CASE("the average of the weights is what is used, and the weights are what is trained") {
    exec::pool threads(1);
    auto options = five;
    options.average = 0.75;
    trainer t(options, 6, threads);
    auto mean = exec::make_weights<trainer::model_type>(options.seed);
    auto const to = exec::block<float>(*mean);
    for (int s = 0; s < 4; ++s) {
        t.step(renamed{});
        auto const from = exec::block<float>(t.trained());
        for (std::size_t i = 0; i < to.size(); ++i) to[i] = 0.75f * to[i] + 0.25f * from[i];
    }
    auto const got = exec::block<float>(t.weights());
    double worst = 0;
    for (std::size_t i = 0; i < to.size(); ++i) worst = std::max(worst, static_cast<double>(std::fabs(to[i] - got[i])));
    CHECK(worst < 1e-6);
    trainer plain(five, 6, threads);
    CHECK(&plain.weights() == &plain.trained());
    CHECK(&t.weights() != &t.trained());
}

TEST_CASE("one sequence of one symbol can be trained on") {
    exec::pool threads(2);
    exec::training const options{.batch = 1, .shards = 4};
    CHECK(trainer(options, 1, threads).step(renamed{}).seen.sequences == 1);
}

TEST_CASE("weights that are no numbers are reported, and no step hangs") {
    exec::pool threads(2);
    for (float const strange : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        trainer t(five, 6, threads);
        t.trained().core.cell[0].attention.value.value[3] = strange;
        CHECK_FALSE(t.step(renamed{}).seen.finite);
        CHECK_FALSE(std::isfinite(t.step(renamed{}).norm));
    }
}

TEST_CASE("what a draw throws comes out of the step") {
    exec::pool threads(2);
    trainer t(five, 6, threads);
    auto const draw = [](std::uint64_t, std::span<int>, std::span<int>) { throw std::runtime_error("no more examples"); };
    CHECK_THROWS_WITH(t.step(draw), "no more examples");
    CHECK(t.steps() == 0);
}

TEST_CASE("an option that cannot be is refused in one sentence") {
    exec::pool threads(1);
    auto const refused = [&](auto change, std::string const& why, int length = 6) {
        exec::training options;
        change(options);
        INFO(why);
        CHECK_THROWS_AS(trainer(options, length, threads), std::invalid_argument);
        CHECK_THROWS_WITH(trainer(options, length, threads), contains("lathe: training with ") && contains(why));
    };
    auto const fine = [](auto&) {};
    double const strange = std::nan("");
    refused([](auto& o) { o.batch = 0; }, "a batch of 0 in 2 shards; both must be at least 1");
    refused([](auto& o) { o.batch = -5; }, "a batch of -5");
    refused([](auto& o) { o.shards = 0; }, "in 0 shards");
    refused(fine, "sequences of 0 symbols; this model takes 1 to 6", 0);
    refused(fine, "sequences of 7 symbols; this model takes 1 to 6", 7);
    refused([](auto& o) { o.rate = -1; }, "rate = -1.000000; it must be 0 or more");
    refused([=](auto& o) { o.rate = strange; }, "rate = ");
    refused([](auto& o) { o.rate = std::numeric_limits<double>::infinity(); }, "rate = inf");
    refused([](auto& o) { o.muon_rate = -1; }, "muon_rate = ");
    refused([](auto& o) { o.floor = -1; }, "floor = ");
    refused([](auto& o) { o.decay = -0.1; }, "decay = ");
    refused([=](auto& o) { o.clip = strange; }, "clip = ");
    refused([](auto& o) { o.beta1 = 1; }, "beta1 = 1.000000; it must be at least 0 and below 1");
    refused([](auto& o) { o.beta2 = 1.5; }, "beta2 = ");
    refused([](auto& o) { o.average = 1; }, "average = 1.000000");
    refused([=](auto& o) { o.average = strange; }, "average = ");
    refused([](auto& o) { o.epsilon = 0; }, "epsilon = 0.000000; it must be above 0");
    refused([](auto& o) { o.warmup = -1; }, "-1 of warm-up");
    refused([](auto& o) { o.steps = -1; }, "a schedule of -1 steps");
    CHECK_NOTHROW(trainer({}, 6, threads));
}

TEST_CASE("a step refuses examples that the model cannot spell and changes no weight") {
    auto const refuses = []<class V>(V, int count) {
        exec::pool threads(count);
        exec::trainer<model<V, small>> t(five, 6, threads), other(five, 6, threads);
        t.step(renamed{});
        other.step(renamed{});
        auto const weights = [](auto& of) {
            auto const all = exec::block<float>(of.trained());
            return std::vector<float>(all.begin(), all.end());
        };
        CHECK_THROWS_WITH(t.step([](std::uint64_t i, std::span<int> symbols, std::span<int> targets) {
            renamed{}(i, symbols, targets);
            targets.back() = small.vocab;
        }),
                          contains("target 5 at position 5 of sequence"));
        CHECK_THROWS_WITH(t.step([](std::uint64_t i, std::span<int> symbols, std::span<int> targets) {
            renamed{}(i, symbols, targets);
            symbols.front() = -1;
        }),
                          contains("symbol -1 in place 0"));
        CHECK(weights(t) == weights(other));
        CHECK(t.steps() == 1);
        t.step(renamed{});
        other.step(renamed{});
        CHECK(weights(t) == weights(other));
    };
    refuses(looped{}, 1);
    refuses(looped{}, 3);
}
