#pragma once
/// \file
/// 4x4 Sudoku: puzzles with one solution, asked for the digits of the blank cells. 16 cells row by row, 0 = blank.
///
/// Both the number of givens (uniform in fewest .. most) and the solution grid (uniform in its split) come first, then
/// cells are drawn until they leave one solution. Givens are not asked: copying them would score up to half. Error:
/// std::invalid_argument unless 4 <= fewest <= most <= 15 (no three givens leave one solution).
///
/// The 288 grids are 12 patterns times 24 namings of the digits. Nine patterns are for training and three for testing:
/// no test grid is a training grid with its digits renamed, and in either split every digit stands equally often in
/// every cell. What leaks: exchanging rows, columns or bands and transposing join the patterns into two orbits of 4 and
/// 8, so that each test pattern is such an image of a training pattern (a split by orbit would leave one kind to each
/// side). What guesses score on blank cells (measured, 4 to 8 givens): a digit by position alone 0.25, the digit given
/// most often 0.17, least often 0.33, any digit that row, column and box leave open 0.67.

#include <lathe/task/task.hpp>

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lathe::task {

struct sudoku {
    static constexpr std::string_view name = "sudoku";
    static constexpr std::string_view about = "4x4 Sudoku with one solution: fill the blank cells.";
    static constexpr bool causal = false;

    static constexpr int cells = 16;
    static constexpr int digits = 4;
    static constexpr int grids = 288;

    explicit sudoku(int fewest_givens = 4, int most_givens = 8) : fewest_(fewest_givens), most_(most_givens) {
        if (fewest_givens < 4 || most_givens < fewest_givens || most_givens > cells - 1) {
            throw std::invalid_argument("sudoku: the givens are " + std::to_string(fewest_givens) + " to " +
                                        std::to_string(most_givens) + "; needed is 4 <= fewest <= most <= 15");
        }
        std::array<std::uint8_t, cells> pattern{1, 2, 3, 4};
        int count = 0;
        enumerate(pattern, digits, count);
    }

    int length() const { return cells; }
    int symbols() const { return digits + 1; }
    double chance() const { return 1.0 / digits; }
    std::string spell(int id) const { return id == 0 ? "." : std::to_string(id); }

    void make(random_numbers& r, split part, example e) const {
        constexpr std::array<int, 9> train{0, 1, 2, 4, 5, 6, 8, 9, 11};
        constexpr std::array<int, 3> test{3, 7, 10};  // one of the orbit of 4, two of the orbit of 8
        int const pattern = part == split::test ? test[static_cast<std::size_t>(r.below(3))]
                                                : train[static_cast<std::size_t>(r.below(9))];
        auto const& grid = grids_[static_cast<std::size_t>(24 * pattern + r.below(24))];
        int const givens = fewest_ + r.below(most_ - fewest_ + 1);
        do {
            int wanted = givens;
            for (std::size_t cell = 0; cell < cells; ++cell) {
                bool const given = r.below(cells - static_cast<int>(cell)) < wanted;
                wanted -= given ? 1 : 0;
                e.input[cell] = given ? grid[cell] : 0;
                e.target[cell] = given ? not_asked : grid[cell];
            }
        } while (solutions(e.input) != 1);
    }

    /// In how many ways a puzzle of 16 cells (0 = blank) can be completed.
    int solutions(std::span<int const> puzzle) const {
        std::bitset<grids> left;
        left.set();
        for (std::size_t cell = 0; cell < cells; ++cell) {
            if (puzzle[cell] != 0) {
                left &= having_[cell][static_cast<std::size_t>(puzzle[cell] - 1)];
            }
        }
        return static_cast<int>(left.count());
    }

    /// Grid 24 p + q is the q-th naming of pattern p; patterns are the grids with first row 1234, in order.
    std::span<std::uint8_t const, cells> grid(int index) const { return grids_[static_cast<std::size_t>(index)]; }

private:
    // Completes a pattern from `cell` on in all ways and keeps each one under all namings of its digits.
    void enumerate(std::array<std::uint8_t, cells>& pattern, int cell, int& count) {
        if (cell == cells) {
            std::array<int, digits> naming{1, 2, 3, 4};
            do {
                auto const index = static_cast<std::size_t>(count++);
                for (std::size_t i = 0; i < cells; ++i) {
                    auto const digit = static_cast<std::uint8_t>(naming[pattern[i] - 1u]);
                    grids_[index][i] = digit;
                    having_[i][digit - 1u].set(index);
                }
            } while (std::next_permutation(naming.begin(), naming.end()));
            return;
        }
        for (std::uint8_t digit = 1; digit <= digits; ++digit) {
            bool free = true;
            for (int other = 0; other < cell; ++other) {
                free = free && !(pattern[static_cast<std::size_t>(other)] == digit && see(cell, other));
            }
            if (free) {
                pattern[static_cast<std::size_t>(cell)] = digit;
                enumerate(pattern, cell + 1, count);
            }
        }
    }

    static constexpr bool see(int a, int b) {
        return a / 4 == b / 4 || a % 4 == b % 4 || (a / 8 == b / 8 && a % 4 / 2 == b % 4 / 2);
    }

    int fewest_;
    int most_;
    std::array<std::array<std::uint8_t, cells>, grids> grids_{};
    std::array<std::array<std::bitset<grids>, digits>, cells> having_{};  // the grids with this digit in this cell
};

static_assert(task<sudoku>);

}  // namespace lathe::task
