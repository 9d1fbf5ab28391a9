#include <lathe/exec/thought_shard.hpp>
#include <lathe/exec/trainer.hpp>
#include <lathe/variant/coconut.hpp>
#include <lathe/variant/no_thought.hpp>

#include <cmath>
#include <memory>
#include <vector>

#include "catch.hpp"
#include "allocations.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

constexpr shape size{.vocab = 9, .width = 8, .heads = 2, .hidden = 12, .context = 16};
using thinking = model<variant::coconut<1, 4>, size>;
constexpr stepwise_sizes sizes{.question = 5, .steps = 3, .chain = 4, .answer = 2};

/// Questions of two to five symbols, chains of one to three steps.
void draw(std::uint64_t index, stepwise_problem& p) {
    int const i = static_cast<int>(index);
    for (int k = 0; k < 2 + i % 4; ++k) p.question.push_back(1 + (i + 3 * k) % 8);
    for (int step = 0; step <= i % 3; ++step) {
        p.chain.push_back(1 + (2 * i + step) % 8);
        if (step == 1) p.chain.push_back(5);
        p.ends.push_back(static_cast<int>(p.chain.size()));
    }
    p.answer = {stepwise_problem::answer_mark, 1 + (i * i) % 8};
}

}  // namespace

TEST_CASE("what is left of a chain is asked for, symbol by symbol") {
    stepwise_problem p(sizes);
    draw(2, p);  // question 3 6 1 4, chain 5 | 6 5 | 7
    exec::thought_batch batch(4, {5, 4, 6});
    auto const targets = [&](signal::cut cut) {
        batch.clear();
        exec::lay(batch, p, cut);
        return std::vector<int>(batch.targets().begin(), batch.targets().end());
    };
    CHECK(targets({0, 0}) == std::vector<int>{-1, -1, -1, 5, 6, 5, 7, 0, 5, -1});
    CHECK(targets({1, 1}) == std::vector<int>{-1, -1, -1, -1, 6, 5, 7, 0, 5, -1});
    // where no chain is left the mark comes unasked, so that thoughts need not say it
    CHECK(targets({4, 3}) == std::vector<int>{-1, -1, -1, -1, -1, -1, -1, 5, -1});
    auto const in = batch.get();
    CHECK(std::vector<int>(in.symbols.begin(), in.symbols.end()) == std::vector<int>{3, 6, 1, 4, 0, 5});
}

TEST_CASE("the gradient of a stage is that of differences") {
    using plan = signal::staged<1, 3, 0.3>;
    using shard_type = exec::thought_shard<thinking, plan, kernel::plain, double>;
    auto const weights = exec::make_weights<thinking, double>(3);
    for (long step : {0L, 4L, 9L}) {
        shard_type shard(4, sizes);
        shard.fill(draw, 10, 1, step, 10);
        int const asked = shard.asked();
        CHECK(asked > 4);
        shard.learn(*weights, 0, 1, asked, 0);
        std::vector<double> const slopes(shard.slopes().begin(), shard.slopes().end());
        CHECK(shard.seen().asked == asked);
        CHECK(shard.seen().sequences == 4);
        auto const loss = [&] {
            shard.learn(*weights, 0, 1, asked, 0);
            return shard.seen().loss / asked;
        };
        auto const numbers = exec::block<double>(*weights);
        double largest = 0;
        for (std::size_t i = 0; i < numbers.size(); i += 37) {
            double const before = numbers[i];
            constexpr double h = 1.0 / (1 << 14);
            numbers[i] = before + h;
            double const above = loss();
            numbers[i] = before - h;
            double const below = loss();
            numbers[i] = before;
            CHECK(slopes[i] == Approx((above - below) / (2 * h)).margin(2e-7));
            largest = std::max(largest, std::fabs(slopes[i]));
        }
        CHECK(largest > 1e-3);
    }
}

TEST_CASE("a step asks for no memory, at any stage") {
    using plan = signal::staged<1, 3, 0.5>;
    exec::thought_shard<thinking, plan, kernel::fast, float> shard(6, sizes);
    auto const weights = exec::make_weights<thinking, float>(3);
    auto const calls = memory_calls_of([&] {
        for (long step = 0; step < 20; ++step) {
            shard.fill(draw, static_cast<std::uint64_t>(6 * step), 1, step, 20);
            shard.learn(*weights, 0, 1, shard.asked(), 0);
        }
    });
    CHECK(calls.taken == 0);
}

TEST_CASE("the same batch gives the same bits in one shard or two, and costs what counting says") {
    using plan = signal::staged<1, 3>;
    using shard_type = exec::thought_shard<thinking, plan, kernel::plain, double>;
    auto const weights = exec::make_weights<thinking, double>(3);
    shard_type whole(4, sizes), first(2, sizes), second(2, sizes);
    whole.fill(draw, 0, 1, 5, 10);
    first.fill(draw, 0, 1, 5, 10);
    second.fill(draw, 2, 1, 5, 10);
    CHECK(whole.asked() == first.asked() + second.asked());
    whole.learn(*weights, 0, 1, whole.asked(), 0);
    first.learn(*weights, 0, 1, whole.asked(), 0);
    second.learn(*weights, 0, 1, whole.asked(), 0);
    for (std::size_t i = 0; i < whole.slopes().size(); ++i) {
        CHECK(first.slopes()[i] + second.slopes()[i] == Approx(whole.slopes()[i]).margin(1e-14));
    }
    CHECK(whole.training_flops(0) == Approx(first.training_flops(0) + second.training_flops(0)));
}

TEST_CASE("training learns a chain away") {
    using base = model<variant::no_thought<1>, size>;
    // the chain copies the first symbol, the answer is the one after it
    auto const easy = [](std::uint64_t index, stepwise_problem& p) {
        random_numbers numbers(11, index);
        int const x = 1 + numbers.below(8);
        p.question = {x};
        p.chain = {x};
        p.ends = {1};
        p.answer = {0, 1 + x % 8};
    };
    exec::pool threads(1);
    exec::trainer<base, signal::stepwise_removal<1, 4.0, true, 0.5>> train({.batch = 16, .steps = 300, .rate = 1e-2}, sizes, threads);
    exec::progress last;
    for (int i = 0; i < 300; ++i) last = train.step(easy);
    CHECK(last.seen.accuracy() > 0.95);
    // at the end nothing but the answer is asked
    CHECK(last.seen.asked == 16);
}

TEST_CASE("problems that are too long for the model are refused") {
    exec::pool threads(1);
    using trainer = exec::trainer<thinking, signal::staged<1, 3>>;
    CHECK_THROWS_WITH(trainer({}, {.question = 12, .steps = 3, .chain = 3, .answer = 2}, threads),
                      contains("sequences of 20 symbols; this model takes 1 to 16"));
}
