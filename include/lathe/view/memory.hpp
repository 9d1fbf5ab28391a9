#pragma once
/// \file
/// Keys and values that outlive the rows that made them: between tokens of a session, and between the turns of a loop
/// when some tokens have left it.

#include <lathe/core/place.hpp>

#include <cstdint>

#include <span>

namespace lathe::view {

/// One slot for everything: what a prelude or a coda remembers.
struct single {
    static constexpr bool across = false;
    static constexpr int slots(int) { return 1; }
    static constexpr int slot(int, int) { return 0; }
    static constexpr int copies(int) { return 1; }
};

/// What a mixer keeps between the runs of a session: `keys` numbers for each row and as many values (attention), or
/// `tail` and `state` numbers for the one sequence (a memory, which needs the rows before the next one and what it holds).
struct keeping {
    int keys = 0;
    int tail = 0;
    int state = 0;
};

/// The pasts of memories, one for each iteration of each layer; nothing where nobody has one.
template <class Ops, int Layers, int Steps, keeping Keeps>
struct pasts {
    struct past_of_layer {
        typename Ops::template handle<Keeps.tail> tail;
        typename Ops::template handle<Keeps.state> state;
    };
    past_of_layer each_past[Steps < 1 ? 1 : Steps][Layers < 1 ? 1 : Layers];
    bool continues = false;  ///< a session goes on; in a whole pass every memory begins anew

    constexpr past_of_layer& past(auto const& here) { return each_past[here.step][here.layer]; }
    constexpr void begin_pasts(auto& ops) {
        for (auto& step : each_past) {
            for (auto& layer : step) {
                layer.tail = ops.template filled<Keeps.tail>(Layers < 1 ? 0 : 1, 0.0);
                layer.state = ops.template filled<Keeps.state>(Layers < 1 ? 0 : 1, 0.0);
            }
        }
    }
    constexpr void each_past_handle(auto&& f) {
        for (auto& step : each_past) {
            for (auto& layer : step) {
                f(layer.tail);
                f(layer.state);
            }
        }
    }
};
template <class Ops, int Layers, int Steps, keeping Keeps>
    requires(Keeps.state == 0)
struct pasts<Ops, Layers, Steps, Keeps> {
    bool continues = false;
    constexpr void begin_pasts(auto&) {}
    constexpr void each_past_handle(auto&&) {}
};

/// Keys and values of `Layers` layers in `View::slots` slots, and the pasts of memories that stand in their place. A row of
/// the run with id r stands at r * View::copies + View::copy(step), so that keys stay sorted by (sequence, position, iteration).
template <class View, class Ops, keeping Keeps, int Layers, int Steps>
struct memory : pasts<Ops, Layers, Steps, Keeps> {
    static constexpr int slots = View::slots(Steps);
    static constexpr int copies = View::copies(Steps);
    static constexpr bool iterated = copies > 1;
    /// The iteration of a row that holds nothing, because its token has left the loop: no query sees it.
    static constexpr std::int32_t unseen = 0x7fffffff;
    using handle = typename Ops::template handle<Keeps.keys>;

    struct pair {
        handle keys, values;
    };
    pair kept[slots][Layers < 1 ? 1 : Layers];
    places at;       ///< of the rows that may be seen, `copies` for each row of the run
    slice<place> marks;  ///< the same, where rows of several iterations lie: each gets its iteration when it is filled
    int filled = 0;  ///< how many of them hold something
    int offset = 0;  ///< the run's row 0 is this row here: what earlier runs of a session left lies before it

    struct seen {
        handle keys, values;
        places at;
    };

    static constexpr std::int64_t numbers(int rows) {
        return std::int64_t{2} * slots * Layers * copies * Keeps.keys * rows +
               std::int64_t{Steps} * Layers * (Keeps.tail + Keeps.state);
    }

    /// Empty, for `rows` rows of a run (or of all runs of a session).
    constexpr void begin(auto& ops, int rows) {
        for (auto& slot : kept) {
            for (auto& layer : slot) {
                layer.keys = ops.template filled<Keeps.keys>(rows * copies, 0.0);
                layer.values = ops.template filled<Keeps.keys>(rows * copies, 0.0);
            }
        }
        this->begin_pasts(ops);
    }
    /// f(numbers) for everything that the first `rows` rows of a run have left here, in an order of its own.
    constexpr void each_kept(int rows, auto&& f) {
        for (auto& slot : kept) {
            for (auto& layer : slot) {
                f(layer.keys.first(Layers < 1 ? 0 : rows * copies));
                f(layer.values.first(Layers < 1 ? 0 : rows * copies));
            }
        }
        this->each_past_handle(f);
    }

    /// What row i of the run has said in this turn goes in; what may be seen comes out.
    constexpr seen see(auto& ops, auto const& here, handle keys, handle values) {
        auto& mine = kept[View::slot(here.step, Steps)][here.layer];
        auto const ids = ops.integers(keys.count);
        for (std::size_t i = 0; !Ops::counts && i < ids.size(); ++i) {
            ids[i] = (here.ids[i] + offset) * copies + here.step % copies;
            if constexpr (iterated) {
                marks[static_cast<std::size_t>(ids[i])].iteration = here.step;
            }
        }
        mine.keys = ops.put(mine.keys, ids, keys);
        mine.values = ops.put(mine.values, ids, values);
        return {mine.keys.first(filled), mine.values.first(filled), at};
    }
};

}  // namespace lathe::view
