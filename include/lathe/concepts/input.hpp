#pragma once
/// \file
/// What a model is run on: symbols with their places, and the rows of the run that they become.

#include <lathe/core/place.hpp>

#include <cstdint>

namespace lathe {

/// Rows of a run that are computed together where a loop appends positions: the question, one thought of each sequence,
/// the rest.
struct stretch {
    slice<int const> rows;   ///< of the run, ascending
    slice<int const> holds;  ///< the symbols in them; of thoughts the rows before them, whose state crosses
    places at;               ///< of the rows
    places keys;             ///< of all rows of the run: who is not there yet stands in sequence -1, which nobody asks for
};

/// Whose state a head judges a sequence by: its first row, as HRM does, or its last one where no row sees later ones,
/// because there the first row has seen nothing but itself.
template <class Cell>
inline constexpr bool last_speaks = Cell::ordered;

/// Symbols of one or more sequences, sorted by (sequence, position). A frame may put `Prefix` rows before each sequence
/// (puzzle tokens), a loop may append some after a question (thoughts): then `inner` lists the places of all rows, and
/// `token_rows` says which of them hold the symbols.
struct input {
    slice<int const> symbols;
    places at;                            ///< of the symbols
    places inner;                         ///< of the rows of the run; the same as `at` without a prefix
    slice<int const> token_rows{};    ///< row of each symbol; empty without a prefix
    slice<int const> first_rows{};    ///< row of each sequence at position 0
    slice<int const> last_rows{};     ///< row of each sequence at its last position
    slice<int const> puzzles{};       ///< puzzle of each sequence, where the frame has a table of them
    std::uint64_t seed = 0;               ///< of what is drawn during the run
    slice<stretch const> stretches{};  ///< question, each thought, rest; empty where nobody thinks
    slice<float const> noise{};  ///< of each row the chance with which its canvas masks a symbol; empty: nothing is masked

    /// The row of each sequence that speaks for it.
    template <class Cell>
    constexpr slice<int const> speakers() const {
        return last_speaks<Cell> ? last_rows : first_rows;
    }
};

}  // namespace lathe
