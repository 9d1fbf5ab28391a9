#include <lathe/exec/continuous.hpp>
#include <lathe/exec/evaluate.hpp>
#include <lathe/exec/pack.hpp>
#include <lathe/kernel/plain.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

#include "allocations.hpp"
#include "catch.hpp"
#include "exec/sample.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

constexpr int length = small.context;

void ask(std::uint64_t i, std::span<int> symbols) {
    random_numbers numbers(3, i);
    for (int& symbol : symbols) symbol = numbers.below(small.vocab);
}

/// A halting head that is content with some sequences early and with others never.
template <class V, class T>
auto restless_weights() {
    auto weights = exec::make_weights<model<V, small>, T>(3);
    random_numbers numbers(2);
    for (T& x : weights->outside.q_head.value) x = static_cast<T>(0.7 * numbers.normal());
    std::fill(std::begin(weights->outside.q_bias.value), std::end(weights->outside.q_bias.value), T(0));
    return weights;
}

template <class T>
struct told {
    std::vector<T> logits;
    int segments = 0;
};

/// What each of `questions` was told, by that many places.
template <class V, class Kernels = kernel::plain, class T = double>
std::vector<told<T>> through(int places, int questions, auto const& weights) {
    std::vector<told<T>> all(static_cast<std::size_t>(questions));
    exec::continuous<model<V, small>, Kernels, T> line(places, length);
    std::int64_t segments = 0;
    auto const found = line.run(weights, questions, ask, [&](std::uint64_t i, std::span<T const> logits, int turns) {
        CHECK(all[i].segments == 0);
        all[i] = {{logits.begin(), logits.end()}, turns};
        segments += turns;
    });
    CHECK(found.segments == segments);
    CHECK(found.finite);
    CHECK(found.passes * places >= segments);
    return all;
}

template <class V>
void check_answers() {
    using model_type = model<V, small>;
    constexpr int questions = 23;
    auto const weights = restless_weights<V, double>();
    exec::evaluator<model_type, kernel::plain, double> alone(1, length);
    std::vector<int> depths(static_cast<std::size_t>(model_type::maximum) + 1);
    std::vector<told<double>> expected;
    for (int i = 0; i < questions; ++i) {
        ask(static_cast<std::uint64_t>(i), alone.symbols(0));
        std::fill(alone.targets(0).begin(), alone.targets(0).end(), 0);
        auto const seen = alone.forward(*weights, {.early = true});
        auto const& logits = seen.out.logits;
        expected.push_back({{logits.data, logits.data + logits.size()}, seen.out.core.turns});
        ++depths[static_cast<std::size_t>(seen.out.core.turns)];
    }
    CHECK(std::count_if(depths.begin(), depths.end(), [](int n) { return n > 0; }) >= 2);
    for (int const places : {1, 4, 40}) {
        CAPTURE(places);
        auto const all = through<V>(places, questions, *weights);
        for (std::size_t i = 0; i < all.size(); ++i) {
            CHECK(all[i].segments == expected[i].segments);
            CHECK(all[i].logits == expected[i].logits);
        }
    }
}

}  // namespace

TEST_CASE("each question is told what it is told alone, however many share the way") {
    check_answers<trm>();
    check_answers<trm_mixer>();
    check_answers<hrm>();
}

TEST_CASE("a run asks for no memory, and takes packed weights") {
    using model_type = model<trm, small>;
    auto const weights = restless_weights<trm, float>();
    auto const packed = exec::pack<model_type>(*weights);
    exec::continuous<model_type, kernel::fast, float, exec::packed_weights<model_type>> line(4, length);
    std::vector<float> all(9);
    auto const calls = test::memory_calls_of([&] {
        line.run(*packed, 9, ask, [&](std::uint64_t i, std::span<float const> logits, int) { all[i] = logits[0]; });
    });
    CHECK(calls == test::memory_calls{});
    auto const expected = through<trm, kernel::fast, float>(4, 9, *weights);
    for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i] == Approx(expected[i].logits[0]).epsilon(1e-4).margin(1e-5));
}

TEST_CASE("nothing asked, nothing told") {
    exec::continuous<model<trm, small>> line(3, length);
    CHECK(line.places() == 3);
    auto const found = line.run(*exec::make_weights<model<trm, small>>(1), 0, ask, [](auto...) { FAIL(); });
    CHECK(found.passes == 0);
}

TEST_CASE("a sequence whose verdict is no number leaves, and the run says so") {
    auto const weights = restless_weights<trm, double>();
    weights->outside.q_bias.value[0] = std::numeric_limits<double>::quiet_NaN();
    exec::continuous<model<trm, small>, kernel::plain, double> line(2, length);
    int told = 0;
    auto const found = line.run(*weights, 5, ask, [&](std::uint64_t, std::span<double const>, int segments) {
        CHECK(segments == 1);
        ++told;
    });
    CHECK(told == 5);
    CHECK_FALSE(found.finite);
}

TEST_CASE("places that are not there and symbols that the model cannot read are refused") {
    using line = exec::continuous<model<trm, small>>;
    using Catch::Matchers::Contains;
    CHECK_THROWS_WITH(line(0, length), Contains("lathe: a batch of 0 sequences"));
    CHECK_THROWS_AS(line(-1, length), std::invalid_argument);
    CHECK_THROWS_WITH(line(1, 0), Contains("sequences of 0 symbols; this model takes 1 to 6"));
    line some(2, length);
    auto const weights = exec::make_weights<model<trm, small>>(1);
    CHECK_THROWS_WITH(some.run(*weights, 1, [](std::uint64_t, std::span<int> symbols) { symbols[2] = 99; }, [](auto...) {}),
                      Contains("symbol 99 in place 2 is outside the vocabulary"));
    CHECK(some.run(*weights, 1, ask, [](auto...) {}).segments >= 1);
}
