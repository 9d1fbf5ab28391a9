#include "catch.hpp"
#include "task/sample.hpp"

#include <lathe/task/sudoku6.hpp>

#include <algorithm>
#include <set>
#include <vector>

using namespace lathe::task;
using lathe::test::draw;

namespace {

using grid = sudoku6::grid;

grid solution(lathe::test::sample const& s) {
    grid g{};
    for (std::size_t i = 0; i < 36; ++i) g[i] = static_cast<std::uint8_t>(s.input[i] == 0 ? s.target[i] : s.input[i]);
    return g;
}
bool valid(grid const& g) {
    for (int unit = 0; unit < 18; ++unit) {
        std::set<int> seen;
        for (int i = 0; i < 6; ++i) {
            int const row = unit < 6 ? unit : unit < 12 ? i : (unit - 12) / 2 * 2 + i / 3;
            int const column = unit < 6 ? i : unit < 12 ? unit - 6 : (unit - 12) % 2 * 3 + i % 3;
            seen.insert(g[static_cast<std::size_t>(6 * row + column)]);
        }
        if (seen != std::set<int>{1, 2, 3, 4, 5, 6}) return false;
    }
    return true;
}

}  // namespace

TEST_CASE("a 6x6 puzzle has one solution, and asks for its blank cells") {
    sudoku6 const task;
    std::set<int> blanks;
    for (std::uint64_t i = 0; i < 60; ++i) {
        auto const s = draw(task, 3, i % 2 == 0 ? split::train : split::test, i);
        grid puzzle{};
        int blank = 0;
        for (std::size_t c = 0; c < 36; ++c) {
            puzzle[c] = static_cast<std::uint8_t>(s.input[c]);
            CHECK((s.target[c] == not_asked) == (s.input[c] != 0));
            blank += s.input[c] == 0 ? 1 : 0;
        }
        CHECK(valid(solution(s)));
        CHECK(sudoku6::solutions(puzzle, 5) == 1);
        CHECK(blank >= 8);
        CHECK(blank <= 24);
        blanks.insert(blank);
        CHECK(s == draw(task, 3, i % 2 == 0 ? split::train : split::test, i));
    }
    CHECK(blanks.size() > 5);
}

TEST_CASE("completions are counted") {
    grid const empty{};
    CHECK(sudoku6::solutions(empty, 1000) == 1000);
    grid twice{};
    twice[0] = twice[1] = 4;
    CHECK(sudoku6::solutions(twice, 2) == 0);
    auto full = solution(draw(sudoku6(1, 1), 1, split::train, 0));
    CHECK(sudoku6::solutions(full, 5) == 1);
    for (std::size_t c = 0; c < 36; ++c) full[c] = full[c] <= 2 ? std::uint8_t{0} : full[c];
    // two digits can be exchanged everywhere
    CHECK(sudoku6::solutions(full, 5) >= 2);
}

TEST_CASE("no image of a grid for testing is a grid for training") {
    lathe::random_numbers r(5);
    for (std::uint64_t i = 0; i < 12; ++i) {
        grid const g = solution(draw(sudoku6(), 7, i % 2 == 0 ? split::train : split::test, i));
        CHECK(sudoku6::side(g) == (i % 2 == 0 ? split::train : split::test));
        // rename, exchange two rows of a band, two bands, two columns of a stack, the stacks
        int const shift = r.below(6), band = r.below(3);
        grid image{};
        for (int row = 0; row < 6; ++row) {
            for (int column = 0; column < 6; ++column) {
                int const from_row = (row / 2 == band ? row ^ 1 : row);
                int const moved = from_row < 4 ? (from_row + 2) % 4 : from_row;
                int const stack = (column + 3) % 6;
                int const from_column = stack == 1 ? 2 : stack == 2 ? 1 : stack;
                image[static_cast<std::size_t>(6 * row + column)] =
                    static_cast<std::uint8_t>((g[static_cast<std::size_t>(6 * moved + from_column)] - 1 + shift) % 6 + 1);
            }
        }
        REQUIRE(valid(image));
        CHECK(sudoku6::smallest(image) == sudoku6::smallest(g));
        CHECK(sudoku6::side(image) == sudoku6::side(g));
        CHECK(valid(sudoku6::smallest(g)));
    }
}

TEST_CASE("6x6 Sudoku refuses numbers of blanks that cannot be") {
    CHECK_THROWS_WITH(sudoku6(0, 5), lathe::test::contains("needed is 1 <= fewest <= most <= 28"));
    CHECK_THROWS_AS(sudoku6(5, 4), std::invalid_argument);
    CHECK_THROWS_AS(sudoku6(5, 29), std::invalid_argument);
}
