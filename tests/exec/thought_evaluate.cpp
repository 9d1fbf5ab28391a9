#include <lathe/exec/thought_evaluate.hpp>
#include <lathe/variant/chain_of_thought.hpp>
#include <lathe/variant/coconut.hpp>

#include <vector>

#include "catch.hpp"
#include "allocations.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

constexpr shape size{.vocab = 9, .width = 8, .heads = 2, .hidden = 12, .context = 16};
using thinking = model<variant::coconut<1, 4>, size>;
using speaking = model<variant::chain_of_thought<1, 4, 0>, size>;
constexpr stepwise_sizes sizes{.question = 5, .steps = 2, .chain = 2, .answer = 3};

void draw(std::uint64_t index, stepwise_problem& p) {
    int const i = static_cast<int>(index);
    for (int k = 0; k < 2 + i % 4; ++k) p.question.push_back(1 + (i + 3 * k) % 8);
    p.chain = {3, 4};
    p.ends = {1, 2};
    p.answer = {0, 1 + i % 8, 2};
}

}  // namespace

TEST_CASE("answers are those of each problem alone, for any number of thoughts") {
    auto const weights = exec::make_weights<thinking, double>(5);
    exec::thought_evaluator<thinking, kernel::plain, double> judge(5, sizes), alone(1, sizes);
    for (int const thoughts : {0, 1, 4}) {
        judge.fill(draw, 3, thoughts);
        auto const seen = judge.forward(*weights);
        std::vector<double> const together(seen.out.logits.data, seen.out.logits.data + seen.out.logits.size());
        std::vector<double> single;
        for (int i = 0; i < 5; ++i) {
            alone.fill(draw, static_cast<std::uint64_t>(3 + i), thoughts);
            auto const one = alone.forward(*weights);
            single.insert(single.end(), one.out.logits.data, one.out.logits.data + one.out.logits.size());
        }
        CHECK(together == single);
    }
}

TEST_CASE("only the answer after its mark is asked, and found right or wrong") {
    auto const weights = exec::make_weights<thinking, double>(5);
    exec::thought_evaluator<thinking, kernel::plain, double> judge(4, sizes);
    auto const found = judge.run(*weights, draw, 8, 2);
    CHECK(found.all.sequences == 8);
    CHECK(found.all.asked == 16);
    CHECK(found.finite);
    CHECK(found.stopped_after == std::vector<double>{0, 0, 8, 0, 0});
    // beyond the maximum there are as many as the maximum
    CHECK(judge.run(*weights, draw, 8, 99).stopped_after == std::vector<double>{0, 0, 0, 0, 8});
    CHECK(judge.run(*weights, draw, 8).stopped_after == std::vector<double>{0, 0, 0, 0, 8});
    CHECK(judge.run(*weights, draw, 8, 0).stopped_after == std::vector<double>{8, 0, 0, 0, 0});
}

TEST_CASE("whoever looks sees the state before each thought and the last one") {
    auto const weights = exec::make_weights<thinking, double>(5);
    exec::thought_evaluator<thinking, kernel::plain, double> judge(2, sizes);
    std::vector<std::pair<int, std::vector<double>>> seen;
    judge.run(*weights, draw, 2, 3, true, 0, [&](stepwise_problem const& p, int thought, std::span<double const> logits) {
        seen.emplace_back(10 * static_cast<int>(p.question.size()) + thought, std::vector<double>(logits.begin(), logits.end()));
    });
    REQUIRE(seen.size() == 8);
    judge.fill(draw, 0, 3);
    auto const whole = judge.forward(*weights);
    // the first problem has two symbols: rows 1, 2, 3, 4; the second begins at row 8 and has three: rows 10 to 13
    int const rows[] = {1, 2, 3, 4, 10, 11, 12, 13};
    int const names[] = {21, 22, 23, 24, 31, 32, 33, 34};
    for (std::size_t i = 0; i < 8; ++i) {
        CHECK(seen[i].first == names[i]);
        auto const* row = whole.out.logits.row(rows[i]);
        CHECK(seen[i].second == std::vector<double>(row, row + size.vocab));
    }
}

TEST_CASE("an explicit chain ends when it says so, and passes ask for no memory") {
    auto const weights = exec::make_weights<speaking, float>(5);
    exec::thought_evaluator<speaking> judge(6, sizes);
    auto const found = judge.run(*weights, draw, 60);
    double stopped = 0;
    for (double const n : found.stopped_after) stopped += n;
    CHECK(stopped == 60);
    CHECK(found.stopped_after[0] == 0);
    judge.fill(draw, 0, 4);
    CHECK(memory_calls_of([&] {
              judge.forward(*weights);
              judge.forward(*weights, {.early = false});
              judge.fill(draw, 7, 2);
              judge.forward(*weights);
          }).taken == 0);
}

TEST_CASE("problems that do not fit are refused") {
    using judge = exec::thought_evaluator<thinking>;
    CHECK_THROWS_WITH(judge(1, {.question = 12, .steps = 1, .chain = 1, .answer = 2}), contains("this model has 16 positions"));
    CHECK_THROWS_AS(judge(0, sizes), std::invalid_argument);
}
