#include "catch.hpp"
#include "task/sample.hpp"

#include <lathe/task/word_problem.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

using namespace lathe::task;
using lathe::test::draw;
using lathe::test::score;

namespace {

template <class Group>
void check_group(int order) {
    REQUIRE(Group::order == order);
    std::set<std::string> seen;
    for (int a = 0; a < order; ++a) {
        CHECK(Group::product(0, a) == a);
        CHECK(Group::product(a, 0) == a);
        seen.insert(Group::spell(a));
        std::set<int> row;
        for (int b = 0; b < order; ++b) {
            row.insert(Group::product(a, b));
        }
        CHECK(static_cast<int>(row.size()) == order);
    }
    CHECK(static_cast<int>(seen.size()) == order);
    bool associative = true;
    for (int a = 0; a < order; ++a) {
        for (int b = 0; b < order; ++b) {
            int const c = (a * 31 + b * 17) % order;
            associative =
                associative && Group::product(Group::product(a, b), c) == Group::product(a, Group::product(b, c));
        }
    }
    CHECK(associative);
}

/// Moves letters about as the spelled permutation says, without any table.
std::string move_letters(std::string const& letters, std::string const& permutation) {
    std::string moved;
    for (char const letter : letters) {
        moved += permutation[static_cast<std::size_t>(letter - '1')];
    }
    return moved;
}

template <class Group>
void check_answers() {
    word_problem<Group> const t(12);
    for (auto const part : {split::train, split::test}) {
        for (std::uint64_t i = 0; i < 50; ++i) {
            auto const s = draw(t, 5, part, i);
            std::string state = t.spell(0);
            for (std::size_t k = 0; k < s.input.size(); ++k) {
                state = move_letters(state, t.spell(s.input[k]));
                REQUIRE(t.spell(s.target[k]) == state);
            }
        }
    }
}

bool odd(std::string const& permutation) {
    int inversions = 0;
    for (std::size_t i = 0; i < permutation.size(); ++i) {
        inversions += static_cast<int>(std::count_if(permutation.begin(), permutation.begin() + static_cast<long>(i),
            [&](char earlier) { return earlier > permutation[i]; }));
    }
    return inversions % 2 == 1;
}

/// Guesses of the last answer that look at the last token, the first one, or the counts of tokens only.
template <class Group>
struct guesses {
    score last, first, constant, counts, second, early;

    guesses(int length, int examples, split part) {
        word_problem<Group> const t(length);
        for (int i = 0; i < examples; ++i) {
            auto s = draw(t, 6, part, static_cast<std::uint64_t>(i));
            int const answer = s.target.back();
            last.add(s.input.back() == answer);
            first.add(s.input.front() == answer);
            constant.add(answer == 1);
            early.add(s.target.front() == 1);
            second.add(s.target[s.target.size() - 2] == answer);
            std::sort(s.input.begin(), s.input.end());
            int product = 0;
            for (int const token : s.input) {
                product = Group::product(product, token);
            }
            counts.add(product == answer);
        }
    }
};

}  // namespace

TEST_CASE("The permutations form groups of the known orders") {
    check_group<symmetric<3>>(6);
    check_group<symmetric<4>>(24);
    check_group<symmetric<5>>(120);
    check_group<alternating<3>>(3);
    check_group<alternating<4>>(12);
    check_group<alternating<5>>(60);
}

TEST_CASE("A product means first the left, then the right permutation, also at compile time") {
    using group = symmetric<3>;
    STATIC_REQUIRE(group::product(1, 2) != group::product(2, 1));
    for (int a = 0; a < 6; ++a) {
        for (int b = 0; b < 6; ++b) {
            CHECK(group::spell(group::product(a, b)) == move_letters(group::spell(a), group::spell(b)));
        }
    }
}

TEST_CASE("Alternating groups hold the even permutations") {
    for (int a = 0; a < 60; ++a) {
        CHECK_FALSE(odd(alternating<5>::spell(a)));
    }
}

TEST_CASE("Answers are the running products, recomputed by moving letters") {
    check_answers<symmetric<3>>();
    check_answers<symmetric<5>>();
    check_answers<alternating<5>>();
}

TEST_CASE("No word of the test split occurs in training, even up to its last token") {
    word_problem<symmetric<3>> const t(5);
    std::set<std::vector<int>> train;
    std::set<std::vector<int>> test;
    for (std::uint64_t i = 0; i < 20000; ++i) {
        auto s = draw(t, i % 3, split::train, i);
        s.input.pop_back();
        train.insert(s.input);
        s = draw(t, i % 5, split::test, i);
        s.input.pop_back();
        test.insert(s.input);
    }
    CHECK(train.size() + test.size() == 6 * 6 * 6 * 6);
    CHECK(std::none_of(test.begin(), test.end(), [&](auto const& word) { return train.count(word) > 0; }));
}

TEST_CASE("Answers are even, and single tokens tell nothing about the last one") {
    for (auto const part : {split::train, split::test}) {
        guesses<symmetric<3>> const s3(8, 20000, part);
        CHECK(s3.last.near(1.0 / 6));
        CHECK(s3.first.near(1.0 / 6));
        CHECK(s3.constant.near(1.0 / 6));
        CHECK(s3.second.near(1.0 / 6));
        guesses<alternating<5>> const a5(8, 20000, part);
        CHECK(a5.last.near(1.0 / 60));
        CHECK(a5.first.near(1.0 / 60));
        CHECK(a5.constant.near(1.0 / 60));
        CHECK(a5.second.near(1.0 / 60));
        guesses<symmetric<5>> const s5(8, 20000, part);
        CHECK(s5.last.near(1.0 / 120));
        CHECK(s5.first.near(1.0 / 120));
        CHECK(s5.constant.near(1.0 / 120));
        CHECK(s3.early.near(1.0 / 6));
        CHECK(s5.early.near(1.0 / 120));
    }
}

TEST_CASE("Token counts tell the parity of the last answer and little more") {
    CHECK(guesses<symmetric<5>>(16, 30000, split::test).counts.near(2.0 / 120));
    CHECK(guesses<alternating<5>>(16, 30000, split::test).counts.near(1.0 / 60));
    double const s3 = guesses<symmetric<3>>(8, 20000, split::test).counts.share();
    CHECK(s3 > 0.32);
    CHECK(s3 < 0.40);
}

TEST_CASE("The best guess of the last answer from token counts is right 0.385 times in S3") {
    using group = symmetric<3>;
    constexpr int words = 6 * 6 * 6 * 6 * 6 * 6 * 6 * 6;
    std::vector<std::array<int, 6>> answers(1 << 24);  // by counts of tokens 0 to 5, four bits each
    std::vector<int> seen;
    for (int word = 0; word < words; ++word) {
        std::size_t counts = 0;
        int state = 0;
        for (int i = 0, rest = word; i < 8; ++i, rest /= 6) {
            state = group::product(state, rest % 6);
            counts += std::size_t{1} << (4 * (rest % 6));
        }
        ++answers[counts][static_cast<std::size_t>(state)];
    }
    int right = 0;
    for (auto const& answer : answers) {
        right += *std::max_element(answer.begin(), answer.end());
    }
    CHECK(static_cast<double>(right) / words == Approx(0.385).margin(0.0005));
}

TEST_CASE("A word that is too short to split is refused with its length") {
    CHECK_THROWS_WITH(word_problem<symmetric<3>>(3), lathe::test::contains("the length is 3") &&
                                                         lathe::test::contains("at least 4"));
    CHECK_NOTHROW(word_problem<symmetric<3>>(4));
}
