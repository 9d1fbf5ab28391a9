#include <lathe/body/stack.hpp>
#include <lathe/exec/batch.hpp>

#include <array>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "allocations.hpp"
#include "catch.hpp"

using namespace lathe;
using test::contains;

namespace {

template <class S>
auto copy(S const& s) {
    return std::vector<std::remove_cvref_t<decltype(s[0])>>(s.begin(), s.end());
}
using many = std::vector<place>;

}  // namespace

TEST_CASE("sequences of unequal lengths stand one after the other") {
    exec::batch b(3, 4, 0);
    auto const first = b.add(2);
    auto const second = b.add(4);
    REQUIRE(first.symbols.size() == 2);
    REQUIRE(first.targets.size() == 2);
    REQUIRE(second.symbols.size() == 4);
    first.symbols[0] = 5, first.symbols[1] = 6, first.targets[0] = -1, first.targets[1] = 3;
    for (std::size_t i = 0; i < 4; ++i) {
        second.symbols[i] = 10 + static_cast<int>(i);
        second.targets[i] = 20 + static_cast<int>(i);
    }
    auto const in = b.get(77);
    CHECK(in.seed == 77);
    CHECK(copy(in.symbols) == std::vector<int>{5, 6, 10, 11, 12, 13});
    CHECK(copy(b.targets()) == std::vector<int>{-1, 3, 20, 21, 22, 23});
    CHECK(copy(in.at) == many{{0, 0, 0}, {0, 1, 0}, {1, 0, 0}, {1, 1, 0}, {1, 2, 0}, {1, 3, 0}});
    CHECK(copy(in.inner) == copy(in.at));
    CHECK(in.token_rows.empty());
    CHECK(copy(in.first_rows) == std::vector<int>{0, 2});
    CHECK(copy(in.last_rows) == std::vector<int>{1, 5});
    CHECK(in.puzzles.empty());
    CHECK(b.rows() == 6);
    CHECK(b.symbols() == 6);
    CHECK(b.sequences() == 2);
}

TEST_CASE("a prefix stands before each sequence in the run, but not among the symbols") {
    exec::batch b(2, 3, 2);
    b.add(1);
    b.add(3);
    auto const in = b.get();
    CHECK(copy(in.inner) == many{{0, 0, 0}, {0, 1, 0}, {0, 2, 0}, {1, 0, 0}, {1, 1, 0}, {1, 2, 0}, {1, 3, 0}, {1, 4, 0}});
    CHECK(copy(in.at) == many{{0, 2, 0}, {1, 2, 0}, {1, 3, 0}, {1, 4, 0}});
    CHECK(copy(in.token_rows) == std::vector<int>{2, 5, 6, 7});
    CHECK(copy(in.first_rows) == std::vector<int>{0, 3});
    CHECK(copy(in.last_rows) == std::vector<int>{2, 7});
    CHECK(copy(in.speakers<body::stack<1, body::pre_norm<body::attention<mask::full>>>>()) == std::vector<int>{0, 3});
    CHECK(copy(in.speakers<body::stack<1, body::pre_norm<body::attention<mask::causal>>>>()) == std::vector<int>{2, 7});
    for (std::size_t i = 0; i < in.symbols.size(); ++i) {
        CHECK(in.inner[static_cast<std::size_t>(in.token_rows[i])] == in.at[i]);
    }
    CHECK(b.rows() == 8);
    CHECK(b.symbols() == 4);
}

TEST_CASE("what does not fit is refused, and what stood there stays") {
    exec::batch b(2, 3, 1);
    CHECK_THROWS_AS(b.add(4), std::length_error);
    CHECK_THROWS_AS(b.add(0), std::length_error);
    CHECK_THROWS_AS(b.add(-1), std::length_error);
    b.add(3);
    b.add(1);
    CHECK_THROWS_WITH(b.add(1), contains("a batch for 2 sequences of up to 3 symbols cannot take another of 1"));
    CHECK(b.sequences() == 2);
    CHECK(b.rows() == 6);
    CHECK_THROWS_AS(exec::batch().add(1), std::length_error);
}

TEST_CASE("a batch is filled again without asking for memory") {
    exec::batch b(2, 3, 1);
    b.add(3);
    b.add(3);
    auto const calls = test::memory_calls_of([&] {
        b.clear();
        b.add(2).symbols[1] = 4;
        b.get();
    });
    CHECK(calls == test::memory_calls{});
    CHECK(b.sequences() == 1);
    CHECK(b.symbols() == 2);
    CHECK(b.get().symbols[1] == 4);
    CHECK(copy(b.get().inner) == many{{0, 0, 0}, {0, 1, 0}, {0, 2, 0}});
    b.clear();
    CHECK(b.get().symbols.empty());
    CHECK(b.rows() == 0);
}

TEST_CASE("a batch without rows, or with more than can be counted, is refused") {
    for (auto const& [sequences, length, prefix] :
         std::vector<std::array<int, 3>>{{0, 3, 0}, {-1, 3, 0}, {3, 0, 0}, {3, -1, 1}, {3, 3, -1}, {1 << 16, 1 << 15, 0},
                                         {1, 1 << 30, 2147483647}, {2147483647, 1, 1}}) {
        INFO(sequences << " " << length << " " << prefix);
        CHECK_THROWS_WITH(exec::batch(sequences, length, prefix), contains("there must be 1 to 2^31 - 1 rows"));
    }
    CHECK_NOTHROW(exec::batch(1, 1, 0));
}

TEST_CASE("symbols and targets outside the vocabulary are named with their place") {
    exec::batch b(2, 3, 1);
    auto const first = b.add(2), second = b.add(3);
    first.symbols[1] = 4;
    second.targets[2] = 4;
    first.targets[0] = -7;
    CHECK_NOTHROW(b.check(5));
    second.targets[2] = 5;
    CHECK_THROWS_WITH(b.check(5), contains("target 5 at position 2 of sequence 1"));
    CHECK_THROWS_WITH(b.check(5), contains("this model knows 0 to 4"));
    first.symbols[1] = 5;
    CHECK_THROWS_WITH(b.check(5), contains("symbol 5 in place 1 is outside the vocabulary; this model knows 0 to 4"));
    first.symbols[1] = -1;
    CHECK_THROWS_AS(b.check(5), std::invalid_argument);
    b.clear();
    CHECK_NOTHROW(b.check(1));
}
