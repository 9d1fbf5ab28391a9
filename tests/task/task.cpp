#include "allocations.hpp"
#include "catch.hpp"
#include "task/sample.hpp"

#include <lathe/task/a5.hpp>
#include <lathe/task/addition.hpp>
#include <lathe/task/forgetting_mqar.hpp>
#include <lathe/task/mqar.hpp>
#include <lathe/task/p_hop.hpp>
#include <lathe/task/parity.hpp>
#include <lathe/task/s3.hpp>
#include <lathe/task/s5.hpp>
#include <lathe/task/sudoku.hpp>
#include <lathe/task/text.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using namespace lathe::task;
using lathe::test::draw;

namespace {

std::string verse() {
    std::string all;
    for (int i = 0; i < 300; ++i) {
        all += "line " + std::to_string(i * i) + " of many\n";
    }
    return all;
}

template <class F>
void for_each_task(F&& f) {
    f(s3());
    f(a5());
    f(s5());
    f(word_problem<symmetric<4>>(20));
    f(sudoku());
    f(p_hop());
    f(p_hop(64, 4, 4));
    f(addition());
    f(addition(4, 2));
    f(parity());
    f(parity(20, asked::last));
    f(mqar());
    f(forgetting_mqar());
    f(text(verse()));
}

}  // namespace

TEST_CASE("Example i of a seed is always the same, and another i, seed or split gives another one") {
    for_each_task([](auto const& t) {
        INFO(t.name);
        std::vector<lathe::test::sample> forward;
        for (std::uint64_t i = 0; i < 20; ++i) {
            forward.push_back(draw(t, 11, split::train, i));
        }
        for (std::uint64_t i = 20; i-- > 0;) {
            CHECK(draw(t, 11, split::train, i) == forward[i]);
        }
        CHECK(forward[0] != forward[1]);
        CHECK(draw(t, 12, split::train, 0) != forward[0]);
        CHECK(draw(t, 11, split::test, 0) != forward[0]);
    });
}

TEST_CASE("Inputs are symbols, targets symbols or not asked, and something is asked") {
    for_each_task([](auto const& t) {
        INFO(t.name);
        CHECK(t.length() <= 64);
        CHECK(t.symbols() <= 128);
        CHECK(t.chance() > 0.0);
        CHECK(t.chance() < 1.0);
        CHECK_FALSE(std::string(t.about).empty());
        for (auto const part : {split::train, split::test}) {
            for (std::uint64_t i = 0; i < 50; ++i) {
                auto const s = draw(t, 1, part, i);
                CHECK(std::all_of(s.input.begin(), s.input.end(), [&](int x) { return x >= 0 && x < t.symbols(); }));
                CHECK(std::all_of(
                    s.target.begin(), s.target.end(), [&](int x) { return x >= not_asked && x < t.symbols(); }));
                CHECK(std::any_of(s.target.begin(), s.target.end(), [](int x) { return x != not_asked; }));
            }
        }
    });
}

TEST_CASE("Every symbol has a spelling of its own") {
    for_each_task([](auto const& t) {
        INFO(t.name);
        std::set<std::string> seen;
        for (int id = 0; id < t.symbols(); ++id) {
            CHECK_FALSE(t.spell(id).empty());
            seen.insert(t.spell(id));
        }
        CHECK(static_cast<int>(seen.size()) == t.symbols());
    });
}

TEST_CASE("Making an example allocates nothing") {
    for_each_task([](auto const& t) {
        INFO(t.name);
        lathe::test::sample s(t.length());
        auto const calls = lathe::test::memory_calls_of([&] {
            for (std::uint64_t i = 0; i < 20; ++i) {
                make(t, 3, split::train, i, s.spans());
                make(t, 3, split::test, i, s.spans());
            }
        });
        CHECK(calls == lathe::test::memory_calls{});
    });
}

TEST_CASE("One problem in four is for testing") {
    lathe::test::score test;
    for (std::uint64_t key = 0; key < 40000; ++key) {
        test.add(split_of(key) == split::test);
    }
    CHECK(test.near(0.25));
}
