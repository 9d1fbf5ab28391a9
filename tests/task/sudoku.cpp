#include "catch.hpp"
#include "task/sample.hpp"

#include <lathe/task/sudoku.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <vector>

using namespace lathe::task;
using lathe::test::draw;
using lathe::test::score;

namespace {

using cells = std::vector<int>;

bool fits(cells const& grid, int cell, int digit) {
    int const row = cell / 4;
    int const column = cell % 4;
    for (int other = 0; other < 16; ++other) {
        bool const seen = other / 4 == row || other % 4 == column ||
                          (other / 4 / 2 == row / 2 && other % 4 / 2 == column / 2);
        if (other != cell && seen && grid[static_cast<std::size_t>(other)] == digit) {
            return false;
        }
    }
    return true;
}

/// All completions, cell by cell.
void solve(cells& grid, std::vector<cells>& found) {
    auto const blank = std::find(grid.begin(), grid.end(), 0);
    if (blank == grid.end()) {
        found.push_back(grid);
        return;
    }
    int const cell = static_cast<int>(blank - grid.begin());
    for (int digit = 1; digit <= 4; ++digit) {
        if (fits(grid, cell, digit)) {
            *blank = digit;
            solve(grid, found);
        }
    }
    *blank = 0;
}

std::vector<cells> solve(cells grid) {
    std::vector<cells> found;
    solve(grid, found);
    return found;
}

cells solution(lathe::test::sample const& s) {
    cells grid = s.input;
    for (std::size_t i = 0; i < 16; ++i) {
        grid[i] = grid[i] == 0 ? s.target[i] : grid[i];
    }
    return grid;
}

/// The same grid with its digits named in the order they appear.
cells pattern(cells grid) {
    std::array<int, 5> name{};
    int next = 0;
    for (int& digit : grid) {
        auto& known = name[static_cast<std::size_t>(digit)];
        known = known == 0 ? ++next : known;
        digit = known;
    }
    return grid;
}

/// The patterns that exchanges of rows and columns within bands, of bands, and transposition make of a grid.
std::set<cells> orbit(cells const& grid) {
    std::vector<std::array<int, 4>> lines;
    std::array<int, 4> line{0, 1, 2, 3};
    do {
        if (line[0] / 2 == line[1] / 2) {
            lines.push_back(line);
        }
    } while (std::next_permutation(line.begin(), line.end()));
    std::set<cells> images;
    for (auto const& rows : lines) {
        for (auto const& columns : lines) {
            cells image(16);
            cells mirrored(16);
            for (std::size_t i = 0; i < 16; ++i) {
                image[i] = grid[static_cast<std::size_t>(4 * rows[i / 4] + columns[i % 4])];
                mirrored[i] = grid[static_cast<std::size_t>(4 * rows[i % 4] + columns[i / 4])];
            }
            images.insert(pattern(image));
            images.insert(pattern(mirrored));
        }
    }
    return images;
}

cells grid(sudoku const& t, int index) {
    auto const all = t.grid(index);
    return {all.begin(), all.end()};
}

}  // namespace

TEST_CASE("There are 288 grids of 12 patterns, the ones that a solver finds from nothing") {
    sudoku const t;
    auto found = solve(cells(16, 0));
    std::set<cells> const expected(found.begin(), found.end());
    std::set<cells> listed;
    std::set<cells> patterns;
    for (int i = 0; i < sudoku::grids; ++i) {
        listed.insert(grid(t, i));
        patterns.insert(pattern(grid(t, i)));
    }
    CHECK(listed == expected);
    CHECK(listed.size() == 288);
    CHECK(patterns.size() == 12);
}

TEST_CASE("Counting solutions agrees with solving cell by cell") {
    sudoku const t;
    lathe::random_numbers r(1);
    for (int i = 0; i < 300; ++i) {
        auto puzzle = grid(t, r.below(288));
        for (int& digit : puzzle) {
            digit = r.below(10) < 6 ? 0 : digit;
        }
        if (i % 3 == 0) {
            puzzle[static_cast<std::size_t>(r.below(16))] = 1 + r.below(4);  // perhaps none left
        }
        bool lawful = true;
        for (int cell = 0; cell < 16; ++cell) {
            int const digit = puzzle[static_cast<std::size_t>(cell)];
            lawful = lawful && (digit == 0 || fits(puzzle, cell, digit));
        }
        CHECK(t.solutions(puzzle) == (lawful ? static_cast<int>(solve(puzzle).size()) : 0));
    }
}

TEST_CASE("A puzzle has one solution, the one that is asked for, and blanks alone are asked") {
    sudoku const t;
    std::set<long> givens;
    for (auto const part : {split::train, split::test}) {
        for (std::uint64_t i = 0; i < 300; ++i) {
            auto const s = draw(t, 2, part, i);
            auto const found = solve(s.input);
            REQUIRE(found.size() == 1);
            CHECK(found.front() == solution(s));
            for (std::size_t cell = 0; cell < 16; ++cell) {
                CHECK((s.input[cell] == 0) != (s.target[cell] == not_asked));
            }
            givens.insert(16 - std::count(s.input.begin(), s.input.end(), 0));
        }
    }
    CHECK(givens == std::set<long>{4, 5, 6, 7, 8});
}

TEST_CASE("The number of givens is what was asked for, and fewer than four never suffice") {
    sudoku const hard(4, 4);
    sudoku const easy(15, 15);
    for (std::uint64_t i = 0; i < 20; ++i) {
        auto const s = draw(hard, 1, split::test, i);
        CHECK(std::count(s.input.begin(), s.input.end(), 0) == 12);
        auto const e = draw(easy, 1, split::test, i);
        CHECK(std::count(e.input.begin(), e.input.end(), 0) == 1);
    }
    int unique = 0;
    for (int i = 0; i < 288; i += 24) {
        auto const full = grid(hard, i);
        for (std::size_t a = 0; a < 16; ++a) {
            for (std::size_t b = 0; b < a; ++b) {
                for (std::size_t c = 0; c < b; ++c) {
                    cells puzzle(16, 0);
                    puzzle[a] = full[a];
                    puzzle[b] = full[b];
                    puzzle[c] = full[c];
                    unique += hard.solutions(puzzle) == 1 ? 1 : 0;
                }
            }
        }
    }
    CHECK(unique == 0);
}

TEST_CASE("No pattern of a test grid is one of training, and both orbits are in both splits") {
    sudoku const t;
    std::set<cells> train;
    std::set<cells> test;
    std::set<cells> train_grids;
    std::set<cells> test_grids;
    for (std::uint64_t i = 0; i < 5000; ++i) {
        train_grids.insert(solution(draw(t, 3, split::train, i)));
        test_grids.insert(solution(draw(t, 3, split::test, i)));
    }
    for (auto const& g : train_grids) {
        train.insert(pattern(g));
    }
    for (auto const& g : test_grids) {
        test.insert(pattern(g));
    }
    CHECK(train_grids.size() == 216);
    CHECK(test_grids.size() == 72);
    CHECK(train.size() == 9);
    CHECK(test.size() == 3);
    CHECK(std::none_of(test.begin(), test.end(), [&](auto const& p) { return train.count(p) > 0; }));

    std::multiset<std::size_t> sizes;
    for (auto const& p : test) {
        auto const images = orbit(p);
        sizes.insert(images.size());
        CHECK(std::any_of(images.begin(), images.end(), [&](auto const& image) { return train.count(image) > 0; }));
    }
    CHECK(sizes == std::multiset<std::size_t>{4, 8, 8});
}

TEST_CASE("What simple guesses score is what the header says") {
    sudoku const t;
    for (auto const part : {split::train, split::test}) {
        std::array<std::array<int, 5>, 16> prior{};
        score most;
        score least;
        double open = 0.0;
        for (std::uint64_t i = 0; i < 6000; ++i) {
            auto const s = draw(t, 4, part, i);
            std::array<int, 5> given{};
            for (int const digit : s.input) {
                ++given[static_cast<std::size_t>(digit)];
            }
            auto const often = static_cast<int>(std::max_element(given.begin() + 1, given.end()) - given.begin());
            auto const rarely = static_cast<int>(std::min_element(given.begin() + 1, given.end()) - given.begin());
            for (std::size_t cell = 0; cell < 16; ++cell) {
                if (s.input[cell] != 0) {
                    continue;
                }
                int const answer = s.target[cell];
                ++prior[cell][static_cast<std::size_t>(answer)];
                most.add(answer == often);
                least.add(answer == rarely);
                int left = 0;
                for (int digit = 1; digit <= 4; ++digit) {
                    left += fits(s.input, static_cast<int>(cell), digit) ? 1 : 0;
                }
                open += 1.0 / left;
            }
        }
        // The blanks of a puzzle are not independent, hence a wider bound than of so many coins.
        for (auto const& counts : prior) {
            double const asked = counts[1] + counts[2] + counts[3] + counts[4];
            for (std::size_t digit = 1; digit <= 4; ++digit) {
                CHECK(std::abs(counts[digit] / asked - t.chance()) < 6.0 * std::sqrt(0.25 * 0.75 / asked));
            }
        }
        CHECK(most.share() == Approx(0.17).margin(0.015));
        CHECK(least.share() == Approx(0.33).margin(0.015));
        CHECK(open / most.asked == Approx(0.67).margin(0.015));
    }
}

TEST_CASE("Numbers of givens that cannot be are refused with what was given") {
    CHECK_THROWS_WITH(sudoku(3, 8), lathe::test::contains("3 to 8"));
    CHECK_THROWS_WITH(sudoku(8, 7), lathe::test::contains("8 to 7"));
    CHECK_THROWS_WITH(sudoku(4, 16), lathe::test::contains("4 <= fewest <= most <= 15"));
}
