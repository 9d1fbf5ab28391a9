#include "catch.hpp"
#include "task/sample.hpp"

#include <lathe/task/p_hop.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <vector>

using namespace lathe::task;
using lathe::test::draw;
using lathe::test::score;

namespace {

/// The position after so many hops, -1 if there is none, from a table of the next hop of every position.
int reached(std::vector<int> const& string, int hops) {
    std::vector<int> next(string.size(), -1);
    for (std::size_t i = 0; i < string.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (string[j] == string[i]) {
                next[i] = static_cast<int>(j) + 1;
            }
        }
    }
    int at = static_cast<int>(string.size()) - 1;
    for (int hop = 0; hop < hops && at >= 0; ++hop) {
        at = next[static_cast<std::size_t>(at)];
    }
    return at;
}

}  // namespace

TEST_CASE("The answer is the symbol that naive hopping reaches, asked at the last position alone") {
    for (auto const& [t, hops] : {std::pair(p_hop(), 4), std::pair(p_hop(64, 8), 8), std::pair(p_hop(48, 3, 7), 3)}) {
        for (auto const part : {split::train, split::test}) {
            for (std::uint64_t i = 0; i < 100; ++i) {
                auto const s = draw(t, 7, part, i);
                int const at = reached(s.input, hops);
                REQUIRE(at >= 0);
                CHECK(s.target.back() == s.input[static_cast<std::size_t>(at)]);
                CHECK(std::count(s.target.begin(), s.target.end(), not_asked) == t.length() - 1);
            }
        }
    }
}

TEST_CASE("At the shortest lengths every answer can still be had") {
    for (auto const& t : {p_hop(12, 2, 3), p_hop(48, 8, 3), p_hop(16, 2, 4), p_hop(64, 8, 4), p_hop(32, 2, 8)}) {
        for (auto const part : {split::train, split::test}) {
            std::set<int> offsets;
            for (std::uint64_t i = 0; i < 200; ++i) {
                auto const s = draw(t, 6, part, i);
                offsets.insert((s.target.back() - s.input.back() + t.symbols()) % t.symbols());
            }
            CHECK(static_cast<int>(offsets.size()) == t.symbols());
        }
    }
}

TEST_CASE("Every hop moves: no symbol follows itself") {
    p_hop const t;
    for (std::uint64_t i = 0; i < 200; ++i) {
        auto const s = draw(t, 8, split::train, i);
        CHECK(std::adjacent_find(s.input.begin(), s.input.end()) == s.input.end());
        for (int hop = 0; hop < 4; ++hop) {
            CHECK(reached(s.input, hop + 1) < reached(s.input, hop));
        }
    }
}

TEST_CASE("No string of the test split occurs in training") {
    p_hop const t(12, 2, 3);  // at most 3 * 2^11 strings, so that most are drawn
    std::set<std::vector<int>> train;
    std::set<std::vector<int>> test;
    for (std::uint64_t i = 0; i < 10000; ++i) {
        train.insert(draw(t, i % 3, split::train, i).input);
        test.insert(draw(t, i % 5, split::test, i).input);
    }
    CHECK(test.size() > 500);
    CHECK(std::none_of(test.begin(), test.end(), [&](auto const& string) { return train.count(string) > 0; }));
}

TEST_CASE("Guesses from the last symbol, from frequencies or without looking are at chance") {
    for (auto const& t : {p_hop(), p_hop(64, 8, 4)}) {
        for (auto const part : {split::train, split::test}) {
            std::array<score, 4> after_last, by_rank, constant;
            for (std::uint64_t i = 0; i < 8000; ++i) {
                auto const s = draw(t, 9, part, i);
                int const answer = s.target.back();
                std::array<std::pair<long, int>, 4> sorted;
                for (int symbol = 0; symbol < 4; ++symbol) {
                    auto const count = std::count(s.input.begin(), s.input.end(), symbol);
                    sorted[static_cast<std::size_t>(symbol)] = {-count, symbol};
                }
                std::sort(sorted.begin(), sorted.end());
                for (std::size_t k = 0; k < 4; ++k) {
                    after_last[k].add((s.input.back() + static_cast<int>(k)) % 4 == answer);
                    by_rank[k].add(sorted[k].second == answer);
                    constant[k].add(static_cast<int>(k) == answer);
                }
            }
            for (std::size_t k = 0; k < 4; ++k) {
                CHECK(after_last[k].near(t.chance()));
                CHECK(by_rank[k].near(t.chance()));
                CHECK(constant[k].near(t.chance()));
            }
        }
    }
}

TEST_CASE("What remains of shortcuts is what the header says") {
    p_hop const t;
    std::array<score, 32> position;
    std::array<score, 4> stopped;
    for (std::uint64_t i = 0; i < 20000; ++i) {
        auto const s = draw(t, 10, split::test, i);
        for (std::size_t k = 0; k < 32; ++k) {
            position[k].add(s.input[k] == s.target.back());
        }
        for (int hops = 0; hops < 4; ++hops) {
            auto const at = static_cast<std::size_t>(reached(s.input, hops));
            stopped[static_cast<std::size_t>(hops)].add(s.input[at] == s.target.back());
        }
    }
    double best = 0.0;
    for (auto const& p : position) {
        best = std::max(best, p.share());
    }
    CHECK(best == Approx(0.28).margin(0.02));
    CHECK(stopped[0].near(0.25));
    CHECK(stopped[1].share() < 0.25);
    CHECK(stopped[2].share() == Approx(0.47).margin(0.02));
    CHECK(stopped[3].hits == 0);
}

TEST_CASE("In strings drawn freely the last symbol answers half of the time") {
    lathe::random_numbers r(1);
    score last;
    while (last.asked < 20000) {
        std::vector<int> string(32);
        for (int& symbol : string) {
            symbol = r.below(4);
        }
        int const at = reached(string, 4);
        if (at >= 0) {
            last.add(string[static_cast<std::size_t>(at)] == string.back());
        }
    }
    CHECK(last.share() == Approx(0.51).margin(0.02));
}

TEST_CASE("Sizes at which walks do not fit or answers are known are refused with what was given") {
    using lathe::test::contains;
    CHECK_THROWS_WITH(p_hop(31, 4, 4), contains("31 positions, 4 hops, 4 symbols"));
    CHECK_THROWS_WITH(p_hop(32, 1, 4), contains("at least 2 hops"));
    CHECK_THROWS_WITH(p_hop(32, 4, 2), contains("3 to 8 symbols"));
    CHECK_THROWS_WITH(p_hop(99, 4, 9), contains("9 symbols"));
    CHECK_THROWS_WITH(p_hop(11, 2, 3), contains("at least 2 * hops * symbols positions"));
}
