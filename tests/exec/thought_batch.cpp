#include <lathe/exec/thought_batch.hpp>

#include <vector>

#include "catch.hpp"
#include "allocations.hpp"

using namespace lathe;
using exec::thought_batch;
using exec::thought_layout;

namespace {

std::vector<int> listed(slice<int const> s) { return {s.begin(), s.end()}; }
std::vector<std::pair<int, int>> listed(places at) {
    std::vector<std::pair<int, int>> all;
    for (auto const& p : at) all.emplace_back(p.sequence, p.position);
    return all;
}
/// Rows that a stretch may look at.
std::vector<int> visible(stretch const& part) {
    std::vector<int> rows;
    for (std::size_t i = 0; i < part.keys.size(); ++i) {
        if (part.keys[i].sequence >= 0) rows.push_back(static_cast<int>(i));
    }
    return rows;
}

}  // namespace

TEST_CASE("rows are laid out by the time at which they are computed") {
    thought_batch all(3, {3, 2, 2});
    auto const a = all.add({2, 1, 1});
    auto const b = all.add({3, 0, 2});
    auto const c = all.add({1, 2, 1});
    a.question[0] = 10, a.question[1] = 11, a.rest[0] = 12;
    b.question[0] = 20, b.question[2] = 22, b.rest[0] = 23, b.rest[1] = 24;
    c.question[0] = 30, c.rest[0] = 31;
    CHECK(a.targets.size() == 4);
    a.targets[2] = 12;
    auto const in = all.get(9);
    CHECK(in.seed == 9);
    CHECK(all.rows() == 13);
    CHECK(all.sequences() == 3);
    CHECK(listed(in.symbols) == std::vector<int>{10, 11, 12, 20, 0, 22, 23, 24, 30, 31});
    // rows: a 0..3, of which 2 is a thought; b 4..8; c 9..12, of which 10 and 11 are thoughts
    CHECK(listed(in.token_rows) == std::vector<int>{0, 1, 3, 4, 5, 6, 7, 8, 9, 12});
    CHECK(listed(in.first_rows) == std::vector<int>{0, 4, 9});
    CHECK(listed(in.at) == std::vector<std::pair<int, int>>{
                               {0, 0}, {0, 1}, {0, 3}, {1, 0}, {1, 1}, {1, 2}, {1, 3}, {1, 4}, {2, 0}, {2, 3}});
    REQUIRE(in.stretches.size() == 4);
    CHECK(listed(in.stretches[0].rows) == std::vector<int>{0, 1, 4, 5, 6, 9});
    CHECK(listed(in.stretches[0].holds) == std::vector<int>{0, 1, 3, 4, 5, 8});
    CHECK(visible(in.stretches[0]) == std::vector<int>{0, 1, 4, 5, 6, 9});
    CHECK(listed(in.stretches[1].rows) == std::vector<int>{2, 10});
    CHECK(listed(in.stretches[1].holds) == std::vector<int>{1, 9});
    CHECK(listed(in.stretches[1].at) == std::vector<std::pair<int, int>>{{0, 2}, {2, 1}});
    CHECK(visible(in.stretches[1]) == std::vector<int>{0, 1, 2, 4, 5, 6, 9, 10});
    CHECK(listed(in.stretches[2].rows) == std::vector<int>{11});
    CHECK(listed(in.stretches[2].holds) == std::vector<int>{10});
    CHECK(listed(in.stretches[3].rows) == std::vector<int>{3, 7, 8, 12});
    CHECK(listed(in.stretches[3].holds) == std::vector<int>{2, 6, 7, 9});
    CHECK(visible(in.stretches[3]).size() == 13);
    CHECK(all.targets()[2] == 12);
    CHECK(all.targets()[3] == -1);
    CHECK(all.layout(2) == thought_layout{1, 2, 1});
    CHECK(all.first_row(2) == 9);
}

TEST_CASE("where nobody thinks there is one pass") {
    thought_batch all(2, {3, 4, 3});
    all.add({3, 0, 1});
    all.add({1, 0, 0});
    CHECK(all.get().stretches.empty());
    CHECK(all.thoughts() == 0);
    CHECK(all.get().inner.size() == 5);
}

TEST_CASE("a batch of thoughts is filled again without asking for memory") {
    thought_batch all(2, {3, 4, 3});
    auto const calls = test::memory_calls_of([&] {
        for (int thoughts = 0; thoughts < 5; ++thoughts) {
            all.clear();
            all.add({3, thoughts, 3});
            all.add({1, 4 - thoughts, 2});
            all.get();
        }
    });
    CHECK(calls.taken == 0);
    CHECK(all.rows() == 3 + 4 + 3 + 1 + 0 + 2);
}

TEST_CASE("what does not fit is refused in one sentence") {
    using test::contains;
    thought_batch all(1, {3, 2, 1});
    CHECK_THROWS_WITH(all.add({3, 3, 1}), contains("cannot take another of 3 symbols, 3 thoughts and 1 symbols"));
    CHECK_THROWS_AS(all.add({4, 0, 0}), std::length_error);
    CHECK_THROWS_AS(all.add({0, 0, 1}), std::length_error);
    CHECK_THROWS_AS(all.add({1, -1, 1}), std::length_error);
    CHECK_THROWS_AS(all.add({1, 0, 2}), std::length_error);
    CHECK_NOTHROW(all.add({3, 2, 1}));
    CHECK_THROWS_AS(all.add({1, 0, 0}), std::length_error);
    CHECK_THROWS_WITH(thought_batch(0, {1, 0, 0}), contains("lathe: a batch of 0 sequences"));
    CHECK_THROWS_AS(thought_batch(1, {0, 0, 0}), std::invalid_argument);
    CHECK_THROWS_AS(thought_batch(1, {1, -1, 0}), std::invalid_argument);
    CHECK_THROWS_AS(thought_batch(1 << 20, {1 << 12, 0, 0}), std::invalid_argument);
}
