#include "catch.hpp"
#include "task/sample.hpp"

#include <lathe/task/parity.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <set>
#include <vector>

using namespace lathe::task;
using lathe::test::draw;
using lathe::test::score;

namespace {

/// The best share of right guesses from whether there are at least k ones among t tokens, over k.
double threshold(int t) {
    double const all = std::pow(2.0, t);
    double term = 1.0;
    double best = 1.0;
    for (int k = 1; k < t; ++k) {
        term = term * (t - k) / k;
        best = std::max(best, term);
    }
    return 0.5 + best / all;
}

}  // namespace

TEST_CASE("The target at t is the number of ones up to t, modulo two") {
    for (auto const& t : {parity(), parity(6), parity(64)}) {
        for (auto const part : {split::train, split::test}) {
            for (std::uint64_t i = 0; i < 100; ++i) {
                auto const s = draw(t, 3, part, i);
                for (std::size_t at = 0; at < s.input.size(); ++at) {
                    auto const end = s.input.begin() + static_cast<std::ptrdiff_t>(at) + 1;
                    REQUIRE(s.target[at] == std::accumulate(s.input.begin(), end, 0) % 2);
                }
            }
        }
    }
}

TEST_CASE("Asked at the last position, the inputs and the last answer are those of parity asked everywhere") {
    parity const everywhere(20), last(20, asked::last);
    for (std::uint64_t i = 0; i < 50; ++i) {
        auto const s = draw(everywhere, 4, split::test, i);
        auto const l = draw(last, 4, split::test, i);
        CHECK(l.input == s.input);
        CHECK(l.target.back() == s.target.back());
        CHECK(std::count(l.target.begin(), l.target.end(), not_asked) == 19);
    }
}

TEST_CASE("No parity sequence of the test split occurs in training, and both splits exist at the shortest length") {
    for (int const length : {6, 7, 8, 9, 10}) {
        parity const t(length);
        std::set<std::vector<int>> train, test;
        for (std::uint64_t i = 0; i < 20000; ++i) {
            train.insert(draw(t, i % 3, split::train, i).input);
            test.insert(draw(t, i % 5, split::test, i).input);
        }
        CHECK(train.size() + test.size() == (1u << length));
        CHECK(test.size() >= (1u << length) / 8);
        CHECK(std::none_of(test.begin(), test.end(), [&](auto const& tokens) { return train.count(tokens) > 0; }));
    }
}

TEST_CASE("Guesses that do not look, or miss the first or the last token, are at chance at every position") {
    for (int const length : {6, 12, 32}) {
        parity const t(length);
        auto const n = static_cast<std::size_t>(length);
        for (auto const part : {split::train, split::test}) {
            std::vector<score> constant(n), without_first(n), token(n), before(n);
            for (std::uint64_t i = 0; i < 8000; ++i) {
                auto const s = draw(t, 5, part, i);
                for (std::size_t at = 0; at < n; ++at) {
                    constant[at].add(s.target[at] == 1);
                    without_first[at].add(s.target[at] == (s.target[at] ^ s.input[0]));
                    if (at > 0) {
                        token[at].add(s.target[at] == s.input[at]);
                    }
                    before[at].add(at > 0 && s.target[at] == s.target[at - 1]);
                }
            }
            for (std::size_t at = 0; at < n; ++at) {
                CHECK(constant[at].near(t.chance()));
                CHECK(without_first[at].near(t.chance()));
                CHECK((at == 0 || token[at].near(t.chance())));
            }
            CHECK(before.back().near(t.chance()));
        }
    }
}

TEST_CASE("What the number of ones tells without its parity is what the header says") {
    CHECK(threshold(4) == Approx(0.69).margin(0.005));
    CHECK(threshold(16) == Approx(0.60).margin(0.005));
    CHECK(threshold(64) == Approx(0.55).margin(0.005));
    parity const t(16);
    std::array<score, 18> at_least;
    for (std::uint64_t i = 0; i < 20000; ++i) {
        auto const s = draw(t, 6, split::test, i);
        int const ones = std::accumulate(s.input.begin(), s.input.end(), 0);
        for (int k = 0; k < 18; ++k) {
            at_least[static_cast<std::size_t>(k)].add((ones >= k) == (s.target.back() == 1));
        }
    }
    double best = 0.0;
    for (auto const& k : at_least) {
        best = std::max({best, k.share(), 1.0 - k.share()});
    }
    CHECK(best == Approx(threshold(16)).margin(0.02));
}

TEST_CASE("A parity too short to split is refused with the length") {
    using lathe::test::contains;
    CHECK_THROWS_WITH(parity(5), contains("the length is 5"));
    CHECK_THROWS_WITH(parity(-1), contains("at least 6"));
}
