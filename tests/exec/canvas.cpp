#include <lathe/exec/canvas.hpp>

#include <lathe/pass/remask.hpp>

#include "catch.hpp"

#include <cmath>
#include <limits>
#include <set>
#include <vector>

using namespace lathe;

namespace {

constexpr int hidden = 9;

/// A network whose certainty depends on the position alone: symbol i mod 9, with probability falling from left to right.
pass::reading steady(int i) {
    double const p = 0.95 - 0.04 * i;
    return {i % 9, p, p, (1 - p) / 2, 1 - p};
}

/// The canvas after each step.
template <class Exchange, class Halting = halt::complete>
std::vector<std::vector<int>> trace_of(std::vector<int> const& start, exec::sampling how, auto const& network, std::uint64_t stream = 0) {
    exec::canvas<Exchange, Halting> canvas(static_cast<int>(start.size()));
    canvas.begin(start, hidden, how, stream);
    std::vector<std::vector<int>> trace;
    while (!canvas.done()) {
        for (int i = 0; i < static_cast<int>(start.size()); ++i) {
            if (canvas.wants(i)) canvas.says(i) = network(i);
        }
        canvas.step();
        trace.emplace_back(canvas.symbols().begin(), canvas.symbols().end());
        REQUIRE(trace.size() <= static_cast<std::size_t>(how.steps));
    }
    return trace;
}
int masks(std::vector<int> const& x) { return static_cast<int>(std::count(x.begin(), x.end(), hidden)); }

std::vector<int> const half = {hidden, 3, hidden, hidden, 8, hidden, hidden, 0, hidden, hidden, hidden, 1};
std::vector<int> const whole(12, hidden);

using no_sigma = remask::cap<0.0>;

}  // namespace

TEMPLATE_TEST_CASE("symbols that were given stand, and nothing is masked at the end", "", pass::unmask<>,
                   (pass::unmask<select::random<>>), (pass::unmask<select::confidence<pace::scheduled>>),
                   (pass::unmask<select::margin<>, remask::none, order::blocks<5>>), (pass::unmask<select::entropy<>>),
                   (pass::unmask<select::in_order<>, remask::none, order::aligned<4>>), (pass::unmask<select::threshold<0.7>>),
                   (pass::unmask<select::first_hitting>), (pass::unmask<select::ancestral, remask::cap<0.3>>),
                   (pass::unmask<select::ancestral, remask::rescale<0.5>>), (pass::unmask<select::ancestral, remask::doubt>),
                   (pass::unmask<select::ancestral, remask::loop<0.3>>),
                   (pass::unmask<select::confidence<pace::scheduled>, remask::loop<0.3>>),
                   (pass::unmask<select::every, remask::weakest>)) {
    for (int const steps : {3, 7, 40}) {
        for (auto const& start : {half, whole}) {
            auto const trace = trace_of<TestType>(start, {.steps = steps, .seed = 3}, steady);
            REQUIRE(!trace.empty());
            CHECK(masks(trace.back()) == 0);
            auto before = start;
            for (auto const& now : trace) {
                for (std::size_t i = 0; i < start.size(); ++i) {
                    if (start[i] != hidden) CHECK(now[i] == start[i]);
                    if (!TestType::remasking::any && before[i] != hidden) CHECK(now[i] == before[i]);
                    if (start[i] == hidden && now[i] != hidden) CHECK(now[i] == static_cast<int>(i % 9));
                }
                before = now;
            }
        }
    }
}

TEST_CASE("the most certain positions go first, as many as the steps demand") {
    auto const even = trace_of<pass::unmask<select::confidence<>>>(whole, {.steps = 5}, steady);
    REQUIRE(even.size() == 5);
    std::vector<int> left;
    for (auto const& x : even) left.push_back(masks(x));
    CHECK(left == std::vector<int>{9, 6, 4, 2, 0});
    CHECK(std::count(even[0].begin(), even[0].begin() + 3, hidden) == 0);
    // the positions that are uncertain by entropy and by margin are the same ones here
    CHECK(trace_of<pass::unmask<select::margin<>>>(whole, {.steps = 5}, steady) == even);
    CHECK(trace_of<pass::unmask<select::entropy<>>>(whole, {.steps = 5}, steady) == even);
    CHECK(trace_of<pass::unmask<select::in_order<>>>(whole, {.steps = 5}, steady) == even);
    auto const one_shot = trace_of<pass::unmask<select::confidence<>>>(whole, {.steps = 1}, steady);
    CHECK(one_shot.size() == 1);
    // more steps than masks: what is full stops
    CHECK(trace_of<pass::unmask<select::confidence<>>>(half, {.steps = 50}, steady).size() == 8);
}

TEST_CASE("a threshold that nothing reaches takes one position a step, one that all reach takes all") {
    auto const one_by_one = trace_of<pass::unmask<select::threshold<1.0>>>(whole, {.steps = 12}, steady);
    CHECK(one_by_one == trace_of<pass::unmask<select::confidence<>>>(whole, {.steps = 12}, steady));
    CHECK(trace_of<pass::unmask<select::threshold<0.0>>>(whole, {.steps = 12}, steady).size() == 1);
    auto const some = trace_of<pass::unmask<select::threshold<0.8>>>(whole, {.steps = 12}, steady);
    CHECK(masks(some.front()) == 8);
}

TEST_CASE("first hitting takes as many steps as there are masks, in any order") {
    std::set<std::vector<int>> orders;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        std::vector<int> const three(3, hidden);
        auto const trace = trace_of<pass::unmask<select::first_hitting>>(three, {.steps = 100, .seed = seed}, steady);
        CHECK(trace.size() == 3);
        std::vector<int> order;
        for (auto const& x : trace) order.push_back(masks(x) * 100 + x[0] * 10 + x[1]);
        orders.insert(order);
    }
    CHECK(orders.size() == 6);
}

TEST_CASE("remasking with sigma 0 is the ancestral sampler, bit for bit") {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        exec::sampling const how{.steps = 9, .seed = seed};
        auto plain = trace_of<pass::unmask<>>(whole, how, steady);
        auto const remasked = trace_of<pass::unmask<select::ancestral, no_sigma>>(whole, how, steady);
        // the one stops when it is full, the other cannot know
        plain.resize(remasked.size(), plain.back());
        CHECK(remasked == plain);
    }
}

TEST_CASE("blocks are finished from left to right") {
    auto const trace = trace_of<pass::unmask<select::confidence<>, remask::none, order::blocks<4>>>(half, {.steps = 9}, [](int i) {
        return pass::reading{i % 9, 0.1 + 0.01 * i, 0.1 + 0.01 * i, 0, 1};
    });
    for (auto const& x : trace) {
        auto const first = std::find(x.begin(), x.end(), hidden) - x.begin();
        auto const end = (first / 4 + 1) * 4;
        for (auto i = end; i < 12; ++i) CHECK(x[static_cast<std::size_t>(i)] == half[static_cast<std::size_t>(i)]);
    }
    CHECK(trace.size() == 8);
    // counted from the first mask, or from the start of the sequence
    std::vector<int> prompt = whole;
    prompt[0] = 5;
    auto const from_mask = trace_of<pass::unmask<select::every, remask::none, order::blocks<4>>>(prompt, {.steps = 3}, steady);
    auto const from_start = trace_of<pass::unmask<select::every, remask::none, order::aligned<4>>>(prompt, {.steps = 3}, steady);
    CHECK(masks(from_mask[0]) == 7);
    CHECK(masks(from_start[0]) == 8);
}

TEST_CASE("a wide gap ends the steps, an infinite one never does") {
    using exchange = pass::unmask<select::confidence<>>;
    constexpr double never = std::numeric_limits<double>::infinity();
    CHECK(trace_of<exchange, halt::certain<0.0, 0.0, 0.0>>(whole, {.steps = 6}, steady).size() == 1);
    CHECK(trace_of<exchange, halt::certain<never, never, never>>(whole, {.steps = 6}, steady) == trace_of<exchange>(whole, {.steps = 6}, steady));
}

TEST_CASE("a canvas that has not changed does not ask again") {
    exec::canvas<pass::unmask<>> canvas(4);
    canvas.begin(std::vector<int>(4, hidden), hidden, {.steps = 500, .seed = 2});
    int calls = 0;
    while (!canvas.done()) {
        if (canvas.asks()) {
            ++calls;
            for (int i = 0; i < 4; ++i) canvas.says(i) = steady(i);
        }
        canvas.step();
    }
    CHECK(calls == canvas.calls());
    CHECK(calls <= 4);
    CHECK(canvas.steps() > 10);
}

TEST_CASE("a network that is told the time is asked at every step of it") {
    using exchange = pass::unmask<select::ancestral, remask::none, order::whole, schedule::loglinear<0.0>>;
    exec::canvas<exchange> canvas(12, true);
    canvas.begin(whole, hidden, {.steps = 40, .seed = 2});
    double noise = 2;
    for (; !canvas.done(); canvas.step()) {
        CHECK(canvas.asks());
        CHECK(canvas.noise() < noise);
        noise = canvas.noise();
        CHECK(noise == Approx(1 - (1 - exchange::last) * canvas.steps() / 40.0));
        for (int i = 0; i < 12; ++i) canvas.says(i) = steady(i);
    }
    CHECK(canvas.calls() == canvas.steps());
}

TEST_CASE("remasking keeps the schedule's share of masks") {
    // sigma takes back what filling in adds: half way through the loop a share of 0.9 stands
    double standing = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        auto const trace = trace_of<pass::unmask<select::ancestral, remask::loop<0.1>>>(whole, {.steps = 100, .seed = seed}, steady);
        standing += (12.0 - masks(trace[80])) / 12 / 300;
    }
    CHECK(standing == Approx(0.9).margin(0.02));
    exec::canvas<pass::unmask<select::ancestral, remask::cap<0.2>>> canvas(12);
    canvas.begin(whole, hidden, {.steps = 200, .seed = 1});
    while (!canvas.done()) {
        for (int i = 0; i < 12; ++i) canvas.says(i) = steady(i);
        canvas.step();
    }
    CHECK(canvas.steps() == 200);
    CHECK(canvas.remasked() > 24);
}

TEST_CASE("what is not a number is taken last") {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    auto const trace = trace_of<pass::unmask<select::confidence<>>>(whole, {.steps = 12}, [&](int i) {
        return i == 2 ? pass::reading{1, nan, nan, nan, nan} : steady(i);
    });
    CHECK(trace.size() == 12);
    CHECK(trace[10][2] == hidden);
    CHECK(masks(trace[11]) == 0);
}

TEST_CASE("a canvas refuses what cannot be") {
    exec::canvas<pass::unmask<select::confidence<>, remask::none, order::blocks<4>>> canvas(12);
    CHECK_THROWS_WITH(canvas.begin(whole, hidden, {.steps = 0}), test::contains("sampling with 0 steps"));
    CHECK_THROWS_WITH(canvas.begin(whole, hidden, {.steps = 2}), test::contains("2 steps for 3 blocks"));
    CHECK_THROWS_WITH(canvas.begin(whole, hidden, {.steps = 4, .temperature = -1}), test::contains("temperature"));
    CHECK_THROWS_WITH(canvas.begin(std::vector<int>(13, hidden), hidden, {.steps = 4}),
                      test::contains("a canvas of 12 positions cannot take 13 symbols"));
    canvas.begin(std::vector<int>{1, 2}, hidden, {.steps = 1});
    CHECK(canvas.done());
}
