#pragma once
/// \file
/// 6x6 Sudoku with boxes of 2 x 3: puzzles with one solution, asked for the digits of the blank cells. 36 cells row by row,
/// 0 = blank.
///
/// A solution is drawn cell by cell with digits in random order, which reaches every grid, some more often than others; then
/// cells are blanked in random order as long as one solution is left, until so many are blank as a uniform number in fewest
/// .. most says (fewer, if no other cell can be). Givens are not asked. Error: std::invalid_argument unless 1 <= fewest <=
/// most <= 28 (no 6x6 puzzle with fewer than 8 givens has one solution).
///
/// Nothing leaks: grids are split by their orbit. Two grids are one if digits are renamed, bands, stacks, rows of a band or
/// columns of a stack exchanged (3456 arrangements times 720 namings); the smallest of these images decides the side.

#include <lathe/task/task.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lathe::task {

class sudoku6 {
public:
    static constexpr std::string_view name = "sudoku6";
    static constexpr std::string_view about = "6x6 Sudoku with one solution: fill the blank cells.";
    static constexpr bool causal = false;

    static constexpr int cells = 36;
    static constexpr int digits = 6;
    using grid = std::array<std::uint8_t, cells>;

    explicit sudoku6(int fewest_blanks = 14, int most_blanks = 24) : fewest_(fewest_blanks), most_(most_blanks) {
        if (fewest_blanks < 1 || most_blanks < fewest_blanks || most_blanks > cells - 8) {
            throw std::invalid_argument("sudoku6: the blanks are " + std::to_string(fewest_blanks) + " to " +
                                        std::to_string(most_blanks) + "; needed is 1 <= fewest <= most <= 28");
        }
    }

    int length() const { return cells; }
    int symbols() const { return digits + 1; }
    double chance() const { return 1.0 / digits; }
    std::string spell(int id) const { return id == 0 ? "." : std::to_string(id); }

    void make(random_numbers& r, split part, example e) const {
        grid solution{};
        do {
            solution = {};
            std::array<unsigned, 18> used{};
            complete(solution, used, 0, r);
        } while (side(solution) != part);
        grid puzzle = solution;
        std::array<std::uint8_t, cells> order{};
        for (std::size_t i = 0; i < cells; ++i) {
            auto const j = static_cast<std::size_t>(r.below(static_cast<int>(i) + 1));
            order[i] = order[j];
            order[j] = static_cast<std::uint8_t>(i);
        }
        int blanks = fewest_ + r.below(most_ - fewest_ + 1);
        for (std::uint8_t const cell : order) {
            if (blanks > 0) {
                puzzle[cell] = 0;
                bool const unique = solutions(puzzle, 2) == 1;
                puzzle[cell] = unique ? std::uint8_t{0} : solution[cell];
                blanks -= unique ? 1 : 0;
            }
        }
        for (std::size_t i = 0; i < cells; ++i) {
            e.input[i] = puzzle[i];
            e.target[i] = puzzle[i] == 0 ? solution[i] : not_asked;
        }
    }

    /// In how many ways a puzzle can be completed; counting stops at `most`.
    static int solutions(grid const& puzzle, int most) {
        std::array<unsigned, 18> used{};
        for (int cell = 0; cell < cells; ++cell) {
            if (puzzle[static_cast<std::size_t>(cell)] != 0) {
                unsigned const bit = 1u << puzzle[static_cast<std::size_t>(cell)];
                if (taken(used, cell) & bit) {
                    return 0;
                }
                flip(used, cell, bit);
            }
        }
        grid open = puzzle;
        return count(open, used, most);
    }

    /// The smallest image of a grid, digits named in the order in which they come.
    static grid smallest(grid const& g) {
        grid best{};
        best.fill(digits + 1);
        constexpr std::array<std::array<int, 3>, 6> threes{{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}};
        for (auto const& bands : threes) {
            for (int flips = 0; flips < 8; ++flips) {
                std::array<int, 6> rows{};
                for (int i = 0; i < 6; ++i) {
                    int const band = bands[static_cast<std::size_t>(i / 2)];
                    rows[static_cast<std::size_t>(i)] = 2 * band + ((i % 2) ^ (flips >> band & 1));
                }
                for (int which = 0; which < 72; ++which) {
                    auto const& left = threes[static_cast<std::size_t>(which % 6)];
                    auto const& right = threes[static_cast<std::size_t>(which / 6 % 6)];
                    std::array<int, 6> columns{};
                    for (int i = 0; i < 6; ++i) {
                        bool const second = (i >= 3) != (which >= 36);
                        columns[static_cast<std::size_t>(i)] =
                            second ? 3 + right[static_cast<std::size_t>(i % 3)] : left[static_cast<std::size_t>(i % 3)];
                    }
                    improve(best, g, rows, columns);
                }
            }
        }
        return best;
    }

    /// Where a grid and all its images belong.
    static split side(grid const& g) {
        std::uint64_t key = 0;
        for (std::uint8_t const digit : smallest(g)) {
            key = mix(key, digit);
        }
        return split_of(key);
    }

private:
    static constexpr std::size_t row(int cell) { return static_cast<std::size_t>(cell / 6); }
    static constexpr std::size_t column(int cell) { return static_cast<std::size_t>(6 + cell % 6); }
    static constexpr std::size_t box(int cell) { return static_cast<std::size_t>(12 + cell / 12 * 2 + cell % 6 / 3); }
    static unsigned taken(std::array<unsigned, 18> const& used, int cell) {
        return used[row(cell)] | used[column(cell)] | used[box(cell)];
    }
    static void flip(std::array<unsigned, 18>& used, int cell, unsigned bit) {
        used[row(cell)] ^= bit;
        used[column(cell)] ^= bit;
        used[box(cell)] ^= bit;
    }

    // Fills the cells from `cell` on, digits in random order.
    static bool complete(grid& g, std::array<unsigned, 18>& used, int cell, random_numbers& r) {
        if (cell == cells) {
            return true;
        }
        std::array<int, digits> order{1, 2, 3, 4, 5, 6};
        for (int i = digits - 1; i > 0; --i) {
            std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(r.below(i + 1))]);
        }
        for (int const digit : order) {
            unsigned const bit = 1u << digit;
            if (!(taken(used, cell) & bit)) {
                g[static_cast<std::size_t>(cell)] = static_cast<std::uint8_t>(digit);
                flip(used, cell, bit);
                if (complete(g, used, cell + 1, r)) {
                    return true;
                }
                flip(used, cell, bit);
            }
        }
        return false;
    }

    // Completions of the cell with the fewest candidates first.
    static int count(grid& g, std::array<unsigned, 18>& used, int most) {
        int chosen = -1, fewest = digits + 1;
        for (int cell = 0; cell < cells && fewest > 1; ++cell) {
            if (g[static_cast<std::size_t>(cell)] == 0) {
                int const open = digits - __builtin_popcount(taken(used, cell));
                chosen = open < fewest ? cell : chosen;
                fewest = std::min(open, fewest);
            }
        }
        if (chosen < 0) {
            return 1;
        }
        int found = 0;
        for (int digit = 1; digit <= digits && found < most; ++digit) {
            unsigned const bit = 1u << digit;
            if (!(taken(used, chosen) & bit)) {
                g[static_cast<std::size_t>(chosen)] = static_cast<std::uint8_t>(digit);
                flip(used, chosen, bit);
                found += count(g, used, most - found);
                flip(used, chosen, bit);
            }
        }
        g[static_cast<std::size_t>(chosen)] = 0;
        return found;
    }

    // The arranged grid takes the place of `best` if it is smaller.
    static void improve(grid& best, grid const& g, std::array<int, 6> const& rows, std::array<int, 6> const& columns) {
        std::array<std::uint8_t, digits + 1> names{};
        std::uint8_t next = 0;
        bool smaller = false;
        for (std::size_t i = 0; i < cells; ++i) {
            auto const from = static_cast<std::size_t>(6 * rows[i / 6] + columns[i % 6]);
            std::uint8_t& digit = names[g[from]];
            if (digit == 0) {
                digit = ++next;
            }
            if (!smaller && digit > best[i]) {
                return;
            }
            if (smaller || digit < best[i]) {
                smaller = true;
                best[i] = digit;
            }
        }
    }

    int fewest_;
    int most_;
};

static_assert(task<sudoku6>);

}  // namespace lathe::task
