#include <lathe/exec/evaluate.hpp>
#include <lathe/kernel/plain.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "allocations.hpp"
#include "catch.hpp"
#include "exec/sample.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

constexpr int length = 5;

template <class V>
using evaluator = exec::evaluator<model<V, small>, kernel::plain, double>;

/// What an evaluation should find, from the passes one by one, sequence by sequence.
template <class V>
struct expected {
    double loss = 0, correct = 0, asked = 0, whole = 0, sequences = 0;
    std::array<double, length> asked_at{}, correct_at{};
    std::vector<double> stopped_after = std::vector<double>(static_cast<std::size_t>(model<V, small>::maximum));

    void add(double const* logits, std::span<int const> targets) {
        bool right = true;
        for (std::size_t p = 0; p < targets.size(); ++p) {
            if (targets[p] < 0) continue;
            double const* row = logits + p * static_cast<std::size_t>(small.vocab);
            double total = 0;
            for (int v = 0; v < small.vocab; ++v) total += std::exp(row[v]);
            bool const good = std::max_element(row, row + small.vocab) - row == targets[p];
            loss -= std::log(std::exp(row[targets[p]]) / total);
            asked_at[p] += 1;
            correct_at[p] += good ? 1 : 0;
            asked += 1;
            correct += good ? 1 : 0;
            right = right && good;
        }
        whole += right ? 1 : 0;
        sequences += 1;
    }
};

/// Runs `count` examples, `at_once` at a time, and the same sequences alone.
template <class V>
void check_findings(run_options options) {
    using model_type = model<V, small>;
    auto weights = exec::make_weights<model_type, double>(3);
    if constexpr (V::outside::answers_whole) {
        // the halting head begins blind
        for (int i = 0; i < 2 * small.width; ++i) weights->outside.q_head.value[i] = std::cos(7 * i);
        weights->outside.q_bias.value[0] = 0;
    }
    constexpr int at_once = 3;
    evaluator<V> many(at_once, length), one(1, length);
    // 7 examples are 3 batches of 3
    auto const found = many.run(*weights, renamed{}, 7, options);
    expected<V> want;
    std::vector<double> turns;
    for (std::uint64_t i = 0; i < 9; ++i) {
        renamed{}(i, one.symbols(0), one.targets(0));
        auto const seen = one.forward(*weights, options);
        want.add(seen.out.logits.data, one.targets(0));
        auto const& core = seen.out.core;
        for (int r = 0; r < length + model_type::prefix; ++r) {
            auto const at = static_cast<std::size_t>(r);
            int steps = core.turns;
            if constexpr (V::halting::shares) {
                steps = static_cast<int>(std::lround(core.watched.updates.data[at]));
            } else if (!core.steps.empty()) {
                steps = core.steps[at];
            }
            want.stopped_after[static_cast<std::size_t>(steps - 1)] += 1;
        }
    }
    CHECK(found.all.asked == want.asked);
    CHECK(found.all.asked == 9 * length - 3);
    CHECK(found.all.correct == want.correct);
    CHECK(found.all.loss == Approx(want.loss).epsilon(1e-9));
    CHECK(found.all.whole == want.whole);
    CHECK(found.all.sequences == 9);
    CHECK(found.finite);
    CHECK(found.all.finite);
    REQUIRE(found.asked_at.size() == length);
    REQUIRE(found.accuracy_at().size() == length);
    double rows = 0, all_turns = 0;
    for (std::size_t p = 0; p < length; ++p) {
        CHECK(found.asked_at[p] == want.asked_at[p]);
        CHECK(found.correct_at[p] == want.correct_at[p]);
        CHECK(found.accuracy_at()[p] == want.correct_at[p] / want.asked_at[p]);
    }
    CHECK(found.stopped_after == want.stopped_after);
    for (std::size_t n = 0; n < found.stopped_after.size(); ++n) {
        rows += want.stopped_after[n];
        all_turns += static_cast<double>(n + 1) * want.stopped_after[n];
    }
    CHECK(rows == 9 * (length + model_type::prefix));
    auto const depths = std::count_if(want.stopped_after.begin(), want.stopped_after.end(), [](double n) { return n > 0; });
    bool const may_differ = V::halting::shares || (V::halting::judges && options.early);
    CHECK((depths > 1) == may_differ);
    CHECK(found.mean_turns() == Approx(all_turns / rows));

    // and all that without asking for memory
    evaluator<V> again(at_once, length);
    for (int i = 0; i < at_once; ++i) renamed{}(static_cast<std::uint64_t>(i), again.symbols(i), again.targets(i));
    CHECK(memory_calls_of([&] { again.forward(*weights, options); }) == memory_calls{});
    CHECK(memory_calls_of([&] { again.forward(*weights, {}); }) == memory_calls{});
}

using leaves_early = with<looped, set::visibility<view::latest>, set::halting<halt::settled<0.6, 4>>>;

}  // namespace

TEST_CASE("an evaluation finds what sequence after sequence gives, where all tokens take all turns") {
    check_findings<looped>({});
    check_findings<looped>({.limit = 2});
}

TEST_CASE("an evaluation finds what sequence after sequence gives, where tokens share out their answer") {
    check_findings<universal_transformer>({});
    check_findings<universal_transformer>({.early = false});
}

TEST_CASE("an evaluation finds what sequence after sequence gives, where tokens leave early") {
    check_findings<leaves_early>({});
    check_findings<leaves_early>({.limit = 3, .early = false});
}

TEST_CASE("an evaluation finds what sequence after sequence gives, where a prefix stands before them") {
    check_findings<trm>({});
}

TEST_CASE("positions and turns of an evaluation without examples are none") {
    using model_type = model<looped, small>;
    auto const weights = exec::make_weights<model_type, double>(3);
    auto const found = evaluator<looped>(2, length).run(*weights, renamed{}, 0);
    CHECK(found.all.sequences == 0);
    CHECK(found.all.mean_loss() == 0);
    CHECK(found.mean_turns() == 0);
    CHECK(found.accuracy_at().empty());
}

TEST_CASE("weights that are no numbers are reported, and no evaluation hangs") {
    auto const check = []<class V>(V) {
        auto weights = exec::make_weights<model<V, small>, double>(3);
        for (double const strange : {std::nan(""), std::numeric_limits<double>::infinity()}) {
            exec::block<double>(*weights)[0] = strange;
            std::fill(std::begin(weights->outside.embedding.value), std::end(weights->outside.embedding.value), strange);
            for (bool const early : {false, true}) {
                auto const found = evaluator<V>(2, length).run(*weights, renamed{}, 4, {.early = early});
                CHECK_FALSE((found.finite && found.all.finite));
            }
        }
    };
    check(looped{});
    check(universal_transformer{});
    check(leaves_early{});
    check(trm{});
}

TEST_CASE("a pass costs what counting says at full depth") {
    evaluator<looped> const some(2, length), more(4, length);
    CHECK(some.bill().flops > 0);
    CHECK(more.bill().flops > 1.9 * some.bill().flops);
    CHECK(some.sequences() == 2);
}

TEST_CASE("an evaluation of nothing, or of what the model does not take, is refused") {
    CHECK_THROWS_WITH(evaluator<looped>(0, length), contains("lathe: a batch of 0 sequences"));
    CHECK_THROWS_AS(evaluator<looped>(-1, length), std::invalid_argument);
    CHECK_THROWS_WITH(evaluator<looped>(1, 0), contains("sequences of 0 symbols; this model takes 1 to 6"));
    CHECK_THROWS_WITH(evaluator<looped>(1, 7), contains("sequences of 7 symbols; this model takes 1 to 6"));
}

TEST_CASE("an example that the model cannot spell is refused, and the next one is judged as ever") {
    using model_type = model<looped, small>;
    auto const weights = exec::make_weights<model_type, double>(3);
    evaluator<looped> e(2, length);
    auto const loss = e.run(*weights, renamed{}, 2).all.loss;
    for (int const strange : {small.vocab, 1 << 30}) {
        auto const wrong_target = [&](std::uint64_t i, std::span<int> symbols, std::span<int> targets) {
            renamed{}(i, symbols, targets);
            targets[3] = strange;
        };
        CHECK_THROWS_WITH(e.run(*weights, wrong_target, 2), contains("target " + std::to_string(strange)));
        auto const wrong_symbol = [&](std::uint64_t i, std::span<int> symbols, std::span<int> targets) {
            renamed{}(i, symbols, targets);
            symbols[3] = -strange;
        };
        CHECK_THROWS_WITH(e.run(*weights, wrong_symbol, 2), contains("symbol -" + std::to_string(strange)));
        CHECK(e.run(*weights, renamed{}, 2).all.loss == loss);
    }
}
