#include <lathe/loop/append.hpp>
#include <lathe/signal/last.hpp>
#include <lathe/variant/chain_of_thought.hpp>
#include <lathe/variant/coconut.hpp>
#include <lathe/variant/no_thought.hpp>
#include <lathe/variant/pause_tokens.hpp>
#include <lathe/variant/soft_thinking.hpp>

#include "conformance/trial.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

constexpr shape size{.vocab = 9, .width = 8, .heads = 2, .hidden = 12, .context = 16};

/// Sequences of the given layouts; the symbols of a sequence are the same whatever its thoughts are.
exec::thought_batch laid(std::vector<exec::thought_layout> const& layouts) {
    exec::thought_batch all(static_cast<int>(layouts.size()), {8, 8, 8});
    int s = 0;
    for (auto const& own : layouts) {
        auto const to = all.add(own);
        int i = 0;
        for (auto const part : {to.question, to.rest}) {
            for (int& symbol : part) {
                symbol = (5 * s + 3 * i + i * i) % size.vocab;
                ++i;
            }
        }
        ++s;
    }
    return all;
}

/// Leaves of the same name get the same numbers.
template <class From, class To>
void take_over(From const& from, To& to) {
    core::walk(to, [&](std::string const& name, auto& leaf) {
        core::walk(from, [&](std::string const& other, auto const& source) {
            if constexpr (std::remove_cvref_t<decltype(source)>::size == std::remove_cvref_t<decltype(leaf)>::size) {
                if (name == other) std::copy(source.value, source.value + source.size, leaf.value);
            }
        });
    });
}

template <class V>
void check_base() {
    using thinking = model<V, size>;
    using base = model<variant::no_thought<2>, size>;
    trial<base> const plain;
    trial<thinking> test;
    take_over(plain.weights(), test.weights());
    auto none_yet = laid({{3, 0, 4}, {5, 0, 1}});
    auto const want = plain.forward(none_yet.get(), {});
    auto const have = test.forward(none_yet.get(), {});
    CHECK(have.logits == want.logits);
    CHECK(have.turns == 0);
    // in company of a sequence that thinks it is computed in two parts
    auto some = laid({{3, 0, 4}, {5, 2, 1}});
    auto const mixed = test.forward(some.get(), {.early = false});
    CHECK(mixed.turns == 2);
    std::vector<double> const first(want.logits.begin(), want.logits.begin() + 7 * size.vocab);
    CHECK(difference(std::vector<double>(mixed.logits.begin(), mixed.logits.begin() + 7 * size.vocab), first) < 1e-14);
}

using cold_soft = variant::soft_thinking<2, 6, 3, 2.08, 2>;

}  // namespace

TEST_CASE("without thoughts every variant is the base model, bit by bit") {
    check_base<variant::coconut<>>();
    check_base<variant::pause_tokens<>>();
    check_base<variant::soft_thinking<>>();
    check_base<variant::chain_of_thought<>>();
}

TEST_CASE("soft thinking with one symbol is greedy decoding") {
    using soft = model<variant::soft_thinking<2, 8, 1>, size>;
    trial<soft> const test(3);
    exec::session<soft, kernel::plain, double> thinks(test.weights());
    exec::session<soft, kernel::plain, double> speaks(test.weights());
    std::vector<int> const question{4, 1, 7};
    auto logits = thinks.extend(question);
    std::vector<double> said;
    {
        auto const first = speaks.extend(question);
        said.assign(first.end() - size.vocab, first.end());
    }
    CHECK(std::vector<double>(logits.end() - size.vocab, logits.end()) == said);
    for (int i = 0; i < 6; ++i) {
        int const next = static_cast<int>(std::max_element(said.begin(), said.end()) - said.begin());
        auto const spoken = speaks.extend({&next, 1});
        said.assign(spoken.begin(), spoken.end());
        auto const thought = thinks.think();
        CHECK(std::vector<double>(thought.begin(), thought.end()) == said);
    }
}

TEST_CASE("who stops early has what a layout with fewer thoughts gives") {
    using soft = model<cold_soft, size>;
    std::vector<exec::thought_layout> const planned{{3, 6, 2}, {2, 4, 3}, {4, 0, 1}, {5, 6, 1}, {1, 5, 0}};
    bool some_stopped = false;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        INFO("seed " << seed);
        trial<soft> const test(seed);
        auto all = laid(planned);
        auto const early = test.forward(all.get(), {});
        REQUIRE(early.steps.size() == 4);
        auto fewer = planned;
        std::size_t thinker = 0;
        for (auto& own : fewer) {
            if (own.thoughts > 0) {
                int const had = early.steps[thinker++];
                CHECK(had >= 1);
                some_stopped = some_stopped || had < own.thoughts;
                own.thoughts = had;
            }
        }
        auto shorter = laid(fewer);
        auto const want = test.forward(shorter.get(), {.early = false});
        auto const rows = [](std::vector<double> const& logits, int from, int count) {
            return std::vector<double>(logits.begin() + from * size.vocab, logits.begin() + (from + count) * size.vocab);
        };
        for (int s = 0; s < 5; ++s) {
            auto const i = static_cast<std::size_t>(s);
            int const begin = all.first_row(s), its = shorter.first_row(s);
            int const before = fewer[i].question + fewer[i].thoughts;
            CHECK(rows(early.logits, begin, before) == rows(want.logits, its, before));
            CHECK(rows(early.logits, begin + planned[i].question + planned[i].thoughts, planned[i].rest) ==
                  rows(want.logits, its + before, planned[i].rest));
        }
    }
    CHECK(some_stopped);
}

TEST_CASE("a chain says itself when it has come to its end") {
    using chain = model<variant::chain_of_thought<2, 8, 5>, size>;
    trial<chain> const test(2);
    auto all = laid({{3, 8, 1}, {2, 8, 1}, {4, 8, 1}});
    auto const early = test.forward(all.get(), {});
    auto const whole = test.forward(all.get(), {.early = false});
    for (int s = 0; s < 3; ++s) {
        // the first thought after which the end is the likeliest symbol is the last one
        int stop = 8;
        for (int t = 7; t >= 0; --t) {
            auto const row = whole.logits.begin() + (all.first_row(s) + all.layout(s).question + t) * size.vocab;
            stop = std::max_element(row, row + size.vocab) - row == 5 ? t + 1 : stop;
        }
        CHECK(early.steps[static_cast<std::size_t>(s)] == stop);
    }
}

TEST_CASE("a gradient through thoughts may be cut short") {
    using thinking = model<variant::coconut<1>, size>;
    auto all = laid({{3, 3, 2}, {2, 1, 2}});
    auto const in = all.get();
    auto const slopes = [&]<class Signal>(Signal) {
        trial<thinking> test;
        using tape = ops::gradient<ops::eager<kernel::plain, double>, Signal>;
        static constexpr thinking::weights<nothing> nowhere{};
        ops::counting<double, Signal> count;
        thinking::forward(count, nowhere, in);
        exec::scratch_memory<double> const memory(count.total().tape);
        auto gradient = std::make_unique<exec::weights_of<thinking, double>>();
        tape ops(memory.get(), exec::block<double>(std::as_const(test.weights())), exec::block<double>(*gradient));
        auto const answer = thinking::forward(ops, test.weights(), in);
        auto const seeds = ops.seeds(answer.logits);
        for (std::size_t i = 0; i < seeds.size(); ++i) seeds[i] = loss_slope(static_cast<int>(i));
        ops.backward();
        auto const numbers = exec::block<double>(*gradient);
        return std::vector<double>(numbers.begin(), numbers.end());
    };
    auto const whole = slopes(ops::everything{});
    CHECK(slopes(signal::last<3>{}) == whole);
    CHECK(slopes(signal::last<1>{}) != whole);
}
