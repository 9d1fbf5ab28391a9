#include <lathe/signal/chain.hpp>

#include "catch.hpp"

#include <array>
#include <cmath>
#include <limits>

using namespace lathe;
using signal::cut;

namespace {

/// Four steps of 2, 1, 3 and 1 symbols.
stepwise_problem problem() {
    stepwise_problem p;
    p.question = {5, 6};
    p.chain = {10, 11, 12, 13, 14, 15, 16};
    p.ends = {2, 3, 6, 7};
    p.answer = {0, 16};
    return p;
}

template <class Plan>
cut cut_at(long step, long steps) {
    random_numbers numbers(1);
    return Plan::of(problem(), step, steps, numbers);
}

}  // namespace

TEST_CASE("a whole chain loses nothing, an answer alone all of it") {
    CHECK(cut_at<signal::whole_chain<>>(5, 10) == cut{0, 0});
    CHECK(cut_at<signal::answer_alone<>>(5, 10) == cut{7, 0});
}

TEST_CASE("stages put thoughts into the place of steps") {
    using plan = signal::staged<2, 3, 0.0>;
    STATIC_REQUIRE(plan::stages == 5);
    STATIC_REQUIRE(plan::thoughts == 6);
    // 100 steps: 20 for each stage
    CHECK(cut_at<plan>(0, 100) == cut{0, 0});
    CHECK(cut_at<plan>(19, 100) == cut{0, 0});
    CHECK(cut_at<plan>(20, 100) == cut{2, 2});
    CHECK(cut_at<plan>(40, 100) == cut{3, 4});
    CHECK(cut_at<plan>(60, 100) == cut{6, 6});
    CHECK(cut_at<plan>(80, 100) == cut{7, 6});
    CHECK(cut_at<plan>(99, 100) == cut{7, 6});
    CHECK(cut_at<plan>(500, 100) == cut{7, 6});
    // a chain of fewer steps than the stage: padded, or as many thoughts as it has steps
    auto small = problem();
    small.chain.resize(2);
    small.ends.resize(1);
    CHECK(plan::in_stage(small, 3) == cut{2, 6});
    CHECK(signal::staged<2, 3, 0.0, false>::in_stage(small, 3) == cut{2, 2});
    CHECK(signal::staged<2, 3, 0.0, false>::in_stage(problem(), 4) == cut{7, 6});
}

TEST_CASE("some problems are of another stage") {
    using plan = signal::staged<1, 4, 0.5>;
    std::array<int, 5> seen{};
    random_numbers numbers(3);
    constexpr int draws = 20000;
    for (int i = 0; i < draws; ++i) {
        auto const c = plan::of(problem(), 99, 100, numbers);
        ++seen[static_cast<std::size_t>(c.thoughts)];
    }
    // half of them are of stages 0 to 4, one in ten each; the rest has all 4 thoughts
    for (std::size_t k = 0; k < 4; ++k) CHECK(seen[k] / double(draws) == Approx(0.1).margin(0.01));
    CHECK(seen[4] / double(draws) == Approx(0.6).margin(0.015));
}

TEST_CASE("the optimiser starts anew with a stage, or never") {
    using plan = signal::staged<1, 3, 0.0, true, true>;
    for (long steps : {5L, 7L, 100L, 1003L}) {
        long first = 0;
        for (long step = 0; step < steps; ++step) {
            first = step > 0 && plan::stage(step, steps) == plan::stage(step - 1, steps) ? first : step;
            CHECK(plan::begin(step, steps) == first);
        }
    }
    CHECK(signal::staged<1, 3>::begin(77, 100) == 0);
    using removal = signal::stepwise_removal<6>;
    long first = 0;
    for (long step = 0; step < 300; ++step) {
        first = step > 0 && removal::scheduled(step, 300) == removal::scheduled(step - 1, 300) ? first : step;
        CHECK(removal::begin(step, 300) == first);
    }
    CHECK(signal::stepwise_removal<6, 4.0, false>::begin(200, 300) == 0);
}

TEST_CASE("a chain is removed from the left, symbol by symbol, until nothing is left") {
    constexpr double off = std::numeric_limits<double>::infinity();
    using plan = signal::stepwise_removal<3, off, true, 0.8>;
    CHECK(cut_at<plan>(0, 100) == cut{0, 0});
    CHECK(cut_at<plan>(20, 100) == cut{1, 0});
    CHECK(cut_at<plan>(40, 100) == cut{2, 0});
    CHECK(cut_at<plan>(79, 100) == cut{3, 0});
    CHECK(cut_at<plan>(80, 100) == cut{7, 0});
    for (long step = 1; step < 100; ++step) {
        CHECK(plan::scheduled(step, 100) - plan::scheduled(step - 1, 100) <= 1);
        CHECK(plan::scheduled(step, 100) >= plan::scheduled(step - 1, 100));
    }
}

TEST_CASE("smoothing removes o more symbols with a probability that falls as exp(-lambda o)") {
    using plan = signal::stepwise_removal<6, 0.7>;
    random_numbers numbers(5);
    constexpr int draws = 50000;
    std::array<int, 6> seen{};
    int longest = 0;
    for (int i = 0; i < draws; ++i) {
        int const o = plan::offset(numbers);
        REQUIRE(o >= 0);
        longest = std::max(longest, o);
        if (o < 6) ++seen[static_cast<std::size_t>(o)];
    }
    for (int o = 0; o < 6; ++o) {
        double const expected = (1 - std::exp(-0.7)) * std::exp(-0.7 * o);
        CHECK(seen[static_cast<std::size_t>(o)] / double(draws) == Approx(expected).margin(0.008));
    }
    // the tail lies on the last one
    using flat = signal::stepwise_removal<6, 0.001>;
    int at_end = 0;
    for (int i = 0; i < draws; ++i) at_end += flat::offset(numbers) == flat::longest_offset ? 1 : 0;
    CHECK(at_end / double(draws) == Approx(std::exp(-0.1)).margin(0.01));
    CHECK(longest <= plan::longest_offset);
}
