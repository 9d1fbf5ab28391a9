#pragma once
/// \file
/// What the rows of a run remember of each other while a loop appends more of them.

#include <lathe/core/place.hpp>

namespace lathe::loop {

/// Keys and values of all rows of a run, each written once: nothing is copied, also not for a tape.
template <class Ops, int W, int Layers>
struct recollection {
    static constexpr int copies = 1;
    static constexpr bool iterated = false;
    using handle = typename Ops::template handle<W>;
    struct pair {
        handle keys, values;
    };
    pair kept[Layers < 1 ? 1 : Layers];
    slice<int const> rows;  ///< of the run, where the rows in hand go
    places at;              ///< of all rows that are there

    struct seen {
        handle keys, values;
        places at;
    };

    constexpr void begin(auto& ops, int count) {
        for (auto& layer : kept) {
            layer = {ops.template sheet<W>(count), ops.template sheet<W>(count)};
        }
    }
    constexpr seen see(auto& ops, auto const& here, handle keys, handle values) {
        auto const& mine = kept[here.layer];
        ops.write(mine.keys, rows, keys);
        ops.write(mine.values, rows, values);
        return {mine.keys, mine.values, at};
    }
};

}  // namespace lathe::loop
