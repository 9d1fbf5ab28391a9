#include "catch.hpp"
#include "task/sample.hpp"

#include <lathe/task/mqar.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

using namespace lathe::task;
using lathe::test::draw;
using lathe::test::score;

namespace {

std::vector<mqar> several() {
    return {mqar(), mqar(64, {.pairs = 16}), mqar(128, {.pairs = 20, .overwritten = 20, .symbols = 256}),
            mqar(64, {.overwritten = 4}), mqar(8, {.pairs = 2, .symbols = 8, .power = 1.0}),
            mqar(30, {.pairs = 5, .overwritten = 5, .symbols = 21})};
}

/// Where queries stand.
std::vector<std::size_t> asked_at(lathe::test::sample const& s) {
    std::vector<std::size_t> where;
    for (std::size_t i = 0; i < s.target.size(); ++i) {
        if (s.target[i] != not_asked) {
            where.push_back(i);
        }
    }
    return where;
}

}  // namespace

TEST_CASE("Every key is asked for once, and the answer is the value it was written with last") {
    for (auto const& t : several()) {
        auto const writes = static_cast<std::size_t>(t.writes());
        for (auto const part : {split::train, split::test}) {
            for (std::uint64_t i = 0; i < 100; ++i) {
                auto const s = draw(t, 1, part, i);
                std::map<int, int> memory;
                for (std::size_t w = 0; w < writes; ++w) {
                    memory[s.input[2 * w]] = s.input[2 * w + 1];
                }
                std::set<int> asked;
                for (std::size_t const at : asked_at(s)) {
                    REQUIRE(at >= 2 * writes);
                    REQUIRE(memory.count(s.input[at]) == 1);
                    CHECK(s.target[at] == memory[s.input[at]]);
                    asked.insert(s.input[at]);
                }
                CHECK(asked.size() == memory.size());
                CHECK(asked_at(s).size() == memory.size());
            }
        }
    }
}

TEST_CASE("Keys and values have symbols of their own, values do not repeat, and the rest is blank") {
    for (auto const& t : several()) {
        auto const writes = static_cast<std::size_t>(t.writes());
        CHECK(1 + t.keys() + t.values() == t.symbols());
        for (std::uint64_t i = 0; i < 50; ++i) {
            auto const s = draw(t, 2, split::train, i);
            std::map<int, int> times;
            std::set<int> values;
            for (std::size_t w = 0; w < writes; ++w) {
                CHECK(t.spell(s.input[2 * w])[0] == 'k');
                CHECK(t.spell(s.input[2 * w + 1])[0] == 'v');
                ++times[s.input[2 * w]];
                values.insert(s.input[2 * w + 1]);
            }
            CHECK(values.size() == writes);
            CHECK(times.size() == asked_at(s).size());
            auto const twice = std::count_if(times.begin(), times.end(), [](auto const& k) { return k.second == 2; });
            CHECK(static_cast<std::size_t>(twice) == writes - times.size());
            for (std::size_t at = 2 * writes; at < s.input.size(); ++at) {
                CHECK((at % 2 == 0 || s.input[at] == mqar::blank));
                CHECK((s.input[at] == mqar::blank) == (s.target[at] == not_asked));
            }
        }
    }
}

TEST_CASE("The keys decide the split") {
    mqar const t(8, {.pairs = 2, .symbols = 8});  // 3 keys: 6 ways to write two
    std::set<std::vector<int>> train, test;
    for (std::uint64_t i = 0; i < 300; ++i) {
        for (auto const part : {split::train, split::test}) {
            auto const s = draw(t, i % 3, part, i);
            (part == split::train ? train : test).insert({s.input[0], s.input[2]});
        }
    }
    CHECK(train.size() + test.size() == 6);
    CHECK(!test.empty());
    CHECK(std::none_of(test.begin(), test.end(), [&](auto const& keys) { return train.count(keys) > 0; }));
}

TEST_CASE("An answer that does not look is at chance, and the value of a fixed pair scores one in so many pairs") {
    for (auto const& t : {mqar(16, {.pairs = 4, .symbols = 17}), mqar(28, {.pairs = 4, .overwritten = 2, .symbols = 17})}) {
        for (auto const part : {split::train, split::test}) {
            auto const writes = static_cast<std::size_t>(t.writes());
            std::vector<score> constant(static_cast<std::size_t>(t.values()));
            std::vector<std::vector<score>> fixed(4, std::vector<score>(writes));
            score older;
            for (std::uint64_t i = 0; i < 20000; ++i) {
                auto const s = draw(t, 3, part, i);
                auto const queries = asked_at(s);
                for (std::size_t q = 0; q < 4; ++q) {
                    int const answer = s.target[queries[q]];
                    for (std::size_t v = 0; v < constant.size(); ++v) {
                        constant[v].add(answer == t.first_value() + static_cast<int>(v));
                    }
                    int first = -1;
                    for (std::size_t w = 0; w < writes; ++w) {
                        fixed[q][w].add(answer == s.input[2 * w + 1]);
                        if (first < 0 && s.input[2 * w] == s.input[queries[q]]) {
                            first = s.input[2 * w + 1];
                            if (std::count(s.input.begin(), s.input.begin() + 2 * t.writes(), s.input[2 * w]) == 2) {
                                older.add(answer == first);
                            }
                        }
                    }
                }
            }
            for (auto const& c : constant) {
                CHECK(c.near(t.chance()));
            }
            for (auto const& query : fixed) {
                CHECK(query.back().near(0.25));
                for (auto const& pair : query) {
                    CHECK((t.writes() == 4 ? pair.near(0.25) : pair.share() < 0.25 + 0.02));
                }
            }
            CHECK(older.hits == 0);
            CHECK(older.asked == (t.writes() == 4 ? 0 : 2 * 20000));
        }
    }
}

TEST_CASE("Queries come soon more often than late, by the power law") {
    mqar const t(64, {.pairs = 2, .symbols = 32, .power = 0.01});
    std::vector<int> taken(30);
    int const examples = 20000;
    for (int i = 0; i < examples; ++i) {
        auto const s = draw(t, 4, split::train, static_cast<std::uint64_t>(i));
        for (std::size_t const at : asked_at(s)) {
            ++taken[(at - 4) / 2];
        }
    }
    std::vector<double> weight(30);
    double sum = 0.0;
    for (std::size_t g = 0; g < 30; ++g) {
        sum += weight[g] = std::pow(static_cast<double>(g) + 1.0, -0.99);
    }
    for (std::size_t g = 0; g < 30; ++g) {
        // taken first, or second after another slot
        double expected = weight[g] / sum;
        for (std::size_t other = 0; other < 30; ++other) {
            expected += other == g ? 0.0 : weight[other] / sum * weight[g] / (sum - weight[other]);
        }
        CHECK(taken[g] / static_cast<double>(examples) == Approx(expected).margin(0.02));
    }
    CHECK(taken[0] > 5 * taken[29]);
}

TEST_CASE("Sizes of a recall that cannot be are refused with what was given") {
    using lathe::test::contains;
    CHECK_THROWS_WITH(mqar(30), contains("30 positions, 8 pairs"));
    CHECK_THROWS_WITH(mqar(33), contains("an even length"));
    CHECK_THROWS_WITH(mqar(258), contains("at most 256"));
    CHECK_THROWS_WITH(mqar(64, {.pairs = 1}), contains("1 pairs"));
    CHECK_THROWS_WITH(mqar(64, {.overwritten = 9}), contains("9 overwritten"));
    CHECK_THROWS_WITH(mqar(64, {.overwritten = -1}), contains("-1 overwritten"));
    CHECK_THROWS_WITH(mqar(64, {.symbols = 7}), contains("7 symbols"));
    CHECK_THROWS_WITH(mqar(64, {.symbols = 257}), contains("257 symbols"));
    CHECK_THROWS_WITH(mqar(64, {.symbols = 8}), contains("no more than there are keys"));
    CHECK_THROWS_WITH(mqar(64, {.power = 0.0}), contains("a power in (0, 1]"));
    CHECK_NOTHROW(mqar(32));
}
