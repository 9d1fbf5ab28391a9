#include "catch.hpp"
#include "task/sample.hpp"

#include <lathe/task/addition.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace lathe::task;
using lathe::test::draw;
using lathe::test::score;

namespace {

struct reading {
    std::vector<long long> operands;
    std::string answer;  // as a number is written
};

/// Reads an example as text.
reading read(addition const& t, lathe::test::sample const& s) {
    reading result;
    std::string number;
    std::size_t at = 0;
    for (bool open = true; open; ++at) {
        std::string const letter = t.spell(s.input[at]);
        if (letter == "+" || letter == "=") {
            result.operands.push_back(std::stoll(number));
            number.clear();
            open = letter == "+";
        } else {
            number += letter;
        }
    }
    for (std::size_t i = at - 1; i < s.target.size(); ++i) {
        result.answer.insert(0, t.spell(s.target[i]));
    }
    return result;
}

}  // namespace

TEST_CASE("The answer read backwards is the sum of the operands") {
    for (auto const& t : {addition(), addition(2, 1), addition(2, 9), addition(12, 3), addition(32, 2)}) {
        for (auto const part : {split::train, split::test}) {
            for (std::uint64_t i = 0; i < 100; ++i) {
                auto const problem = read(t, draw(t, 1, part, i));
                long long sum = 0;
                for (auto const operand : problem.operands) {
                    sum += operand;
                }
                CHECK(std::stoll(problem.answer) == sum);
                CHECK(static_cast<int>(problem.answer.size()) == t.answer());
            }
        }
    }
}

TEST_CASE("An example is laid out as the header says") {
    addition const t(2, 3);
    CHECK(t.length() == 2 * 4 + 4 - 1);
    CHECK(t.symbols() == 12);
    CHECK(addition().length() == 15);
    auto const s = draw(t, 1, split::train, 0);
    CHECK(s.input[3] == addition::plus);
    CHECK(s.input[7] == addition::equals);
    for (std::size_t i = 0; i < 7; ++i) {
        CHECK(s.target[i] == not_asked);
    }
    for (std::size_t i = 7; i < 11; ++i) {
        CHECK(s.target[i] >= 0);
    }
    for (std::size_t i = 8; i < 11; ++i) {
        CHECK(s.input[i] == s.target[i - 1]);
    }
}

TEST_CASE("No sum of the test split occurs in training, in whatever order its operands come") {
    addition const t(2, 1);
    std::set<std::vector<long long>> train;
    std::set<std::vector<long long>> test;
    for (std::uint64_t i = 0; i < 3000; ++i) {
        for (auto const part : {split::train, split::test}) {
            auto operands = read(t, draw(t, i % 3, part, i)).operands;
            std::sort(operands.begin(), operands.end());
            (part == split::train ? train : test).insert(operands);
        }
    }
    CHECK(train.size() + test.size() == 55);
    CHECK(test.size() >= 5);
    CHECK(std::none_of(test.begin(), test.end(), [&](auto const& operands) { return train.count(operands) > 0; }));
}

TEST_CASE("Chance is what the commonest digit of each position scores") {
    CHECK(addition(2, 3).chance() == Approx((0.1 + 0.1 + 0.1 + 0.5005) / 4));  // a carry in (1 - 1/1000) / 2 of sums
    for (auto const& [operands, digits] : {std::pair(3, 3), std::pair(12, 2), std::pair(32, 1)}) {
        addition const t(operands, digits);
        auto const first = static_cast<std::size_t>(t.length() - t.answer());
        std::vector<std::array<int, 10>> counts(static_cast<std::size_t>(t.answer()));
        int const examples = 20000;
        for (int i = 0; i < examples; ++i) {
            auto const s = draw(t, 2, split::test, static_cast<std::uint64_t>(i));
            for (std::size_t k = 0; k < counts.size(); ++k) {
                ++counts[k][static_cast<std::size_t>(s.target[first + k])];
            }
        }
        double sum = 0.0;
        for (auto const& digit : counts) {
            sum += static_cast<double>(*std::max_element(digit.begin(), digit.end())) / examples;
        }
        CHECK(sum / t.answer() == Approx(t.chance()).margin(0.006));
    }
}

TEST_CASE("Low digits are even and no digit of one operand tells them") {
    addition const t;
    score units, tens, copied, carried;
    for (std::uint64_t i = 0; i < 20000; ++i) {
        auto const s = draw(t, 3, split::test, i);
        units.add(s.target[11] == 7);
        tens.add(s.target[12] == 0);
        copied.add(s.target[11] == s.input[2]);
        carried.add(s.target[12] == s.target[11]);
    }
    CHECK(units.near(0.1));
    CHECK(tens.near(0.1));
    CHECK(copied.near(0.1));
    CHECK(carried.near(0.1));
}

TEST_CASE("Numbers of operands and digits that cannot be are refused with what was given") {
    using lathe::test::contains;
    CHECK_THROWS_WITH(addition(1, 3), contains("1 operands of 3 digits"));
    CHECK_THROWS_WITH(addition(33, 3), contains("2 to 32 operands"));
    CHECK_THROWS_WITH(addition(2, 10), contains("1 to 9 digits"));
    CHECK_THROWS_WITH(addition(2, 0), contains("0 digits"));
}
