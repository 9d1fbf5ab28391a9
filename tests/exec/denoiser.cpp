#include <lathe/exec/denoiser.hpp>

#include <lathe/axes.hpp>
#include <lathe/concepts/with.hpp>
#include <lathe/exec/trainer.hpp>
#include <lathe/task/sudoku.hpp>
#include <lathe/variant/block_diffusion.hpp>
#include <lathe/variant/llada.hpp>
#include <lathe/variant/mdlm.hpp>
#include <lathe/variant/remdm.hpp>

#include "catch.hpp"
#include "allocations.hpp"

#include <array>
#include <vector>

using namespace lathe;

namespace {

constexpr shape size{.vocab = 5, .width = 16, .heads = 2, .hidden = 24, .context = 12};
constexpr int hidden = 5;
template <class V>
using at_size = model<V, size>;
using whole = at_size<variant::mdlm<1>>;
using in_blocks = at_size<variant::block_diffusion<1, 4>>;
using timed_blocks = at_size<with<variant::block_diffusion<1, 4>, set::injection<inject::noise_level<8>>>>;

/// Weights large enough that positions and symbols differ.
template <class Model>
auto some_weights() {
    auto weights = exec::make_weights<Model>(3);
    for (float& x : exec::block<float>(*weights)) x *= 2;
    return weights;
}

std::vector<int> canvas(int which) {
    std::vector<int> symbols(12, hidden);
    for (int i = 0; i < 12; ++i) {
        if ((3 * which + i * i) % 4 == 0) symbols[static_cast<std::size_t>(i)] = (which + i) % 5;
    }
    return symbols;
}

template <class Denoiser>
std::vector<int> filled(Denoiser& d, int i) {
    return {d.symbols(i).begin(), d.symbols(i).end()};
}

}  // namespace

TEMPLATE_TEST_CASE("canvases side by side are those alone, hold no mask at the end, and keep what was given", "",
                   pass::unmask<>, (pass::unmask<select::random<>>), (pass::unmask<select::confidence<>>),
                   (pass::unmask<select::margin<pace::scheduled>>), (pass::unmask<select::entropy<>, remask::none, order::blocks<3>>),
                   (pass::unmask<select::threshold<0.5>>), (pass::unmask<select::first_hitting>),
                   (pass::unmask<select::ancestral, remask::cap<0.2>>), (pass::unmask<select::ancestral, remask::rescale<0.4>>),
                   (pass::unmask<select::ancestral, remask::doubt>), (pass::unmask<select::ancestral, remask::loop<>>),
                   (pass::unmask<select::every, remask::weakest>)) {
    auto const weights = some_weights<whole>();
    for (double const temperature : {0.0, 1.0}) {
        exec::sampling const how{.steps = 9, .temperature = temperature, .seed = 4};
        exec::denoiser<whole, TestType> together(*weights, 4, 12), alone(*weights, 1, 12);
        for (int i = 0; i < 4; ++i) together.set(i, canvas(i), how);
        while (together.step()) {}
        CHECK(together.finite());
        for (int i = 0; i < 4; ++i) {
            alone.set(0, canvas(i), how, static_cast<std::uint64_t>(i));
            while (alone.step()) {}
            CHECK(filled(together, i) == filled(alone, 0));
            CHECK(together.calls(i) == alone.calls(0));
            for (std::size_t p = 0; p < 12; ++p) {
                int const symbol = together.symbols(i)[p];
                CHECK(symbol >= 0);
                CHECK(symbol < hidden);
                if (canvas(i)[p] != hidden) CHECK(symbol == canvas(i)[p]);
            }
        }
    }
}

TEMPLATE_TEST_CASE("remembering finished blocks changes nothing but the work", "", in_blocks, timed_blocks) {
    auto const weights = some_weights<TestType>();
    using exchange = pass::unmask<select::confidence<>, remask::none, order::aligned<4>>;
    for (double const temperature : {0.0, 1.0}) {
        exec::denoiser<TestType, exchange> d(*weights, 3, 12);
        for (int i = 0; i < 3; ++i) d.set(i, canvas(i), {.steps = 7, .temperature = temperature});
        while (d.step()) {}
        for (int i = 0; i < 3; ++i) {
            exec::canvas<exchange> c(12, law::tells_noise<typename TestType::variant>);
            c.begin(canvas(i), hidden, {.steps = 7, .temperature = temperature}, static_cast<std::uint64_t>(i));
            exec::detail::whole_calls<TestType, kernel::fast, float> network(*weights, 1, 12);
            while (!c.done()) {
                network.call(std::span(&c, 1), [&](auto& mine, int p, float const* logits) {
                    float four[4], share[5];
                    ops::op::reading::row<kernel::fast>(5, four, share, logits);
                    auto& says = mine.says(p);
                    says = {static_cast<int>(four[0]), four[1], four[1], four[2], four[3]};
                    if (temperature > 0) {
                        auto numbers = mine.draws(p);
                        int const drawn = exec::sample_gumbel(std::span<float const>(logits, 5), temperature, numbers);
                        says.chance *= std::exp(static_cast<double>(logits[drawn] - logits[says.symbol]));
                        says.symbol = drawn;
                    }
                });
                c.step();
            }
            CHECK(filled(d, i) == std::vector<int>(c.symbols().begin(), c.symbols().end()));
        }
    }
}

TEST_CASE("an injection that tells the noise is told it") {
    using timed = at_size<with<variant::mdlm<1>, set::injection<inject::noise_level<8>>>>;
    auto const weights = some_weights<timed>();
    int calls = 0;
    exec::denoiser<timed, pass::unmask<select::ancestral>> d(*weights, 1, 12);
    d.set(0, canvas(0), {.steps = 30});
    while (d.step()) ++calls;
    CHECK(d.calls(0) == calls);
    // the same canvas under another schedule, which begins with half of the noise, is answered otherwise
    auto const answers = [&]<class Exchange>(Exchange) {
        exec::canvas<Exchange> one(12);
        one.begin(canvas(0), hidden, {.steps = 8});
        exec::detail::whole_calls<timed, kernel::fast, float> network(*weights, 1, 12);
        std::vector<float> heard;
        network.call(std::span(&one, 1), [&](auto&, int, float const* logits) { heard.insert(heard.end(), logits, logits + 5); });
        return heard;
    };
    auto const usual = answers(pass::unmask<>{});
    CHECK(answers(pass::unmask<select::random<>>{}) == usual);
    CHECK(answers(pass::unmask<select::random<>, remask::none, order::whole, schedule::loglinear<0.5>>{}) != usual);
}

TEST_CASE("steps of a denoiser ask for no memory") {
    auto const weights = some_weights<whole>();
    auto const blocks = some_weights<in_blocks>();
    exec::denoiser<whole, pass::unmask<select::ancestral, remask::loop<>>> d(*weights, 3, 12);
    exec::denoiser<in_blocks> b(*blocks, 2, 12);
    auto const calls = test::memory_calls_of([&] {
        std::array<int, 12> symbols{};
        for (int run = 0; run < 2; ++run) {
            for (int i = 0; i < 3; ++i) {
                symbols.fill(hidden);
                symbols[static_cast<std::size_t>(i)] = 1;
                d.set(i, symbols, {.steps = 20, .temperature = 0.7});
                if (i < 2) b.set(i, symbols, {.steps = 11});
            }
            while (d.step()) {}
            while (b.step()) {}
        }
    });
    CHECK(calls == test::memory_calls{});
}

TEST_CASE("a sequence that is full, or shorter, costs no more than it has to") {
    auto const weights = some_weights<whole>();
    exec::denoiser<whole, pass::unmask<select::confidence<>>> d(*weights, 2, 12);
    d.set(0, std::vector<int>{1, hidden, 3}, {.steps = 30});
    d.set(1, std::vector<int>{1, 2, 3}, {.steps = 30});
    while (d.step()) {}
    CHECK(d.calls(0) == 1);
    CHECK(d.calls(1) == 0);
    CHECK(d.symbols(0).size() == 3);
}

TEST_CASE("a nucleus of nothing draws the most likely symbols") {
    auto const weights = some_weights<whole>();
    exec::denoiser<whole, pass::unmask<select::in_order<>>> d(*weights, 2, 12);
    d.set(0, canvas(1), {.steps = 12, .temperature = 3, .nucleus = 0});
    d.set(1, canvas(1), {.steps = 12});
    while (d.step()) {}
    CHECK(filled(d, 0) == filled(d, 1));
}

TEST_CASE("a denoiser refuses what cannot be, and tells of numbers that are none") {
    auto weights = some_weights<whole>();
    using mine = exec::denoiser<whole>;
    CHECK_THROWS_WITH(mine(*weights, 0, 12), test::contains("a denoiser of 0 sequences"));
    CHECK_THROWS_WITH(mine(*weights, 1, 13), test::contains("of 1 to 12 symbols"));
    mine d(*weights, 1, 8);
    CHECK_THROWS_WITH(d.set(0, canvas(0), {.steps = 4}), test::contains("a canvas of 8 positions cannot take 12 symbols"));
    CHECK_THROWS_WITH(d.set(0, std::vector<int>{1, 6}, {.steps = 4}), test::contains("symbol 6 at position 1; this model knows 0 to 4, and 5 for the mask"));
    CHECK_THROWS_WITH(d.set(0, std::vector<int>{1, 5}, {.steps = 0}), test::contains("0 steps"));
    CHECK_THROWS_AS(d.set(1, std::vector<int>{1, 5}, {.steps = 1}), std::out_of_range);
    for (float& x : weights->outside.head.out.value) x = std::numeric_limits<float>::quiet_NaN();
    d.set(0, std::vector<int>(8, hidden), {.steps = 4});
    while (d.step()) {}
    CHECK_FALSE(d.finite());
    for (int const symbol : d.symbols(0)) CHECK((symbol >= 0 && symbol < hidden));
}

TEST_CASE("a denoiser trained for seconds solves puzzles") {
    using solver = model<variant::mdlm<2>, shape{.vocab = 5, .width = 32, .heads = 4, .hidden = 64, .context = 16}>;
    task::sudoku const puzzles(12, 14);
    exec::pool threads(1);
    exec::trainer<solver, signal::masked<schedule::loglinear<>, weight::flat>> trainer(
        {.batch = 32, .shards = 1, .steps = 600, .rate = 5e-3}, 16, threads);
    while (trainer.steps() < 600) {
        trainer.step([&](std::uint64_t i, std::span<int> symbols, std::span<int> targets) {
            task::make(puzzles, 1, task::split::train, i, {symbols, targets});
        });
    }
    auto const solved = [&]<class Exchange>(Exchange, int steps) {
        exec::denoiser<solver, Exchange> d(trainer.weights(), 64, 16);
        std::vector<std::array<int, 16>> answers(64);
        for (int i = 0; i < 64; ++i) {
            auto& answer = answers[static_cast<std::size_t>(i)];
            std::array<int, 16> symbols{};
            task::make(puzzles, 2, task::split::test, static_cast<std::uint64_t>(i), {symbols, answer});
            for (std::size_t p = 0; p < 16; ++p) {
                if (answer[p] >= 0) {
                    symbols[p] = d.mask;
                } else {
                    answer[p] = symbols[p];
                }
            }
            d.set(i, symbols, {.steps = steps});
        }
        while (d.step()) {}
        int right = 0;
        for (int i = 0; i < 64; ++i) {
            right += std::equal(d.symbols(i).begin(), d.symbols(i).end(), answers[static_cast<std::size_t>(i)].begin()) ? 1 : 0;
        }
        return right;
    };
    int const at_once = solved(pass::unmask<select::confidence<>>{}, 1);
    int const one_by_one = solved(pass::unmask<select::confidence<>>{}, 16);
    // two to four blanks; guessing digits by position alone solves less than one in ten
    CHECK(one_by_one > 32);
    CHECK(one_by_one >= at_once);
}
