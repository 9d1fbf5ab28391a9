#include <lathe/exec/optimiser.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "catch.hpp"
#include "exec/sample.hpp"
#include "exec/training.hpp"

using namespace lathe;
using namespace lathe::test;

TEMPLATE_TEST_CASE("training without a loop and with shares learns, asks for no memory and does not mind threads", "",
                   feed_forward, universal_transformer) {
    training_promises<TestType>::all();
}

namespace {

/// One leaf of each kind.
struct leaves {
    template <class M>
    struct weights {
        matrix<M, 5, 3, initial::normal<1.0>> tall;
        matrix<M, 3, 7, initial::normal<1.0>> wide;
        matrix<M, 1, 4, initial::normal<1.0>> thin;
        vector<M, 6, initial::normal<1.0>> gain;
        table<M, 3, 4, initial::normal<1.0>> symbols;
        constant<M, 1, 4, initial::normal<1.0>> fixed;
    };
};
using storage = leaves::weights<tensor::dense<double>>;

struct trial {
    exec::training options{.steps = 10, .rate = 0.1, .warmup = 0, .decay = 0.25, .clip = 0};
    std::unique_ptr<storage> weights = std::make_unique<storage>();
    std::unique_ptr<storage> start;
    std::unique_ptr<storage> slopes = std::make_unique<storage>();
    exec::pool threads{1};
    std::unique_ptr<exec::optimiser<double>> rule;

    explicit trial(auto const& change) {
        change(options);
        exec::initialise(*weights, 1);
        exec::initialise(*slopes, 2);
        std::fill(std::begin(slopes->fixed.value), std::end(slopes->fixed.value), 0.0);
        start = std::make_unique<storage>(*weights);
        rule = std::make_unique<exec::optimiser<double>>(*weights, options);
    }
    auto step(long number) { return rule->step(*weights, exec::block<double>(*slopes), number, threads); }
};

/// Of leaf w after one step of AdamW from w0 with gradient g, with m = v = 0 before.
double adamw(double w0, double g, double rate, double decay) {
    // the corrections of the first step undo (1 - beta)
    return w0 - rate * (decay * w0 + g / (std::fabs(g) + 1e-8));
}
template <class L>
bool all_near(L const& leaf, L const& from, L const& slopes, double rate, double decay) {
    bool near = true;
    for (int i = 0; i < L::size; ++i) {
        near = near && std::fabs(leaf.value[i] - adamw(from.value[i], slopes.value[i], rate, decay)) < 1e-9;
    }
    return near;
}

}  // namespace

TEST_CASE("matrices decay, vectors and tables do not, constants stay") {
    trial t([](auto&) {});
    auto const done = t.step(1);
    CHECK(done.rate == 0.1);
    CHECK(done.norm == Approx(optimise::norm(std::span<double const>(exec::block<double>(*t.slopes)))));
    CHECK(all_near(t.weights->tall, t.start->tall, t.slopes->tall, 0.1, 0.25));
    CHECK(all_near(t.weights->wide, t.start->wide, t.slopes->wide, 0.1, 0.25));
    CHECK(all_near(t.weights->thin, t.start->thin, t.slopes->thin, 0.1, 0.25));
    CHECK(all_near(t.weights->gain, t.start->gain, t.slopes->gain, 0.1, 0.0));
    CHECK(all_near(t.weights->symbols, t.start->symbols, t.slopes->symbols, 0.1, 0.0));
    CHECK(std::equal(std::begin(t.weights->fixed.value), std::end(t.weights->fixed.value), t.start->fixed.value));
}

TEST_CASE("padding between leaves stays zero") {
    for (bool const muon : {false, true}) {
        trial t([=](auto& o) { o.muon = muon, o.average = 0.5; });
        for (long s = 1; s <= 3; ++s) t.step(s);
        core::walk(*t.weights, [&](std::string const& name, auto const& leaf) {
            INFO(name);
            CHECK(std::all_of(leaf.value + leaf.size, leaf.value + leaf.padded, [](double x) { return x == 0; }));
        });
    }
}

TEST_CASE("Muon steps matrices with more than one row and column, AdamW the rest") {
    trial t([](auto& o) { o.muon = true, o.muon_rate = 0.02, o.warmup = 4; });
    auto const done = t.step(1);
    CHECK(done.rate == Approx(0.025));
    // a quarter of the way through the warm-up both rates are a quarter
    auto const by_muon = [&]<class L>(L const& leaf, L from, L const& slopes) {
        std::vector<double> momentum(static_cast<std::size_t>(L::size));
        optimise::muon::extent const size{L::rows, L::columns, true};
        std::vector<double> work(optimise::muon::scratch(size));
        auto const n = momentum.size();
        optimise::muon{}.step(std::span<double>(from.value, n), std::span<double const>(slopes.value, n),
                              std::span<double>(momentum), size, std::span<double>(work), 0.005, 0.25);
        return std::equal(leaf.value, leaf.value + L::size, from.value,
                          [](double a, double b) { return std::fabs(a - b) < 1e-12; });
    };
    CHECK(by_muon(t.weights->tall, t.start->tall, t.slopes->tall));
    CHECK(by_muon(t.weights->wide, t.start->wide, t.slopes->wide));
    CHECK(all_near(t.weights->thin, t.start->thin, t.slopes->thin, 0.025, 0.25));
    CHECK(all_near(t.weights->gain, t.start->gain, t.slopes->gain, 0.025, 0.0));
}

TEST_CASE("a rate of 0 moves nothing, with Muon as without") {
    for (bool const muon : {false, true}) {
        trial t([=](auto& o) { o.rate = 0, o.muon = muon; });
        for (long s = 1; s <= 3; ++s) CHECK(t.step(s).rate == 0);
        auto const a = exec::block<double>(*t.weights);
        auto const b = exec::block<double>(*t.start);
        CHECK(std::equal(a.begin(), a.end(), b.begin(), b.end()));
    }
}

TEST_CASE("the gradient is clipped before the step, and its norm before that is told") {
    trial free([](auto&) {}), clipped([](auto& o) { o.clip = 0.5; });
    auto const norm = free.step(1).norm;
    CHECK(norm > 1);
    CHECK(clipped.step(1).norm == norm);
    CHECK(optimise::norm(std::span<double const>(exec::block<double>(*clipped.slopes))) == Approx(0.5).epsilon(1e-5));
    CHECK(optimise::norm(std::span<double const>(exec::block<double>(*free.slopes))) == norm);
}

TEST_CASE("the average begins at the weights, follows them, and leaves constants exactly as they are") {
    trial t([](auto& o) { o.average = 0.9; });
    CHECK(std::equal(std::begin(t.start->tall.value), std::end(t.start->tall.value),
                     t.rule->averaged(*t.weights).tall.value));
    for (long s = 1; s <= 20; ++s) t.step(s);
    auto const& mean = t.rule->averaged(*t.weights);
    CHECK(&mean != t.weights.get());
    CHECK(std::equal(std::begin(t.start->fixed.value), std::end(t.start->fixed.value), mean.fixed.value));
    // between where it began and where they are
    CHECK((mean.gain.value[0] - t.start->gain.value[0]) / (t.weights->gain.value[0] - t.start->gain.value[0]) ==
          Approx(0.5).margin(0.4));
    trial none([](auto&) {});
    CHECK(&none.rule->averaged(*none.weights) == none.weights.get());
}

TEST_CASE("an optimiser lists its moments, and its average if it keeps one") {
    auto const names = [](trial& t) {
        std::vector<std::string> all;
        t.rule->each_state([&](std::string const& name, std::span<double> numbers) {
            all.push_back(name);
            CHECK(numbers.size() == sizeof(storage) / sizeof(double));
        });
        return all;
    };
    trial plain([](auto&) {}), averaged([](auto& o) { o.average = 0.5; });
    CHECK(names(plain) == std::vector<std::string>{"first_moment", "second_moment"});
    CHECK(names(averaged) == std::vector<std::string>{"first_moment", "second_moment", "average"});
}
