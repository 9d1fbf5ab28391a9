#pragma once
/// \file
/// The loop along positions: a memory reads its rows in order, writes each and answers. A variant with this nest is a mixer.

#include <lathe/concepts/context.hpp>
#include <lathe/concepts/memory.hpp>
#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/sequences.hpp>
#include <lathe/core/shape.hpp>
#include <lathe/core/types.hpp>

#include <type_traits>

namespace lathe::loop {

/// The memory of a variant V is linear in what it holds: a whole sequence is one operation. Others go step by step.
template <class V>
inline constexpr bool associative = V::cell::linear && V::update::linear;

/// S_t = update(S_(t-1), dL_t/dS), o_t = read(S_t, q_t) along the rows of each sequence. A gradient that is taken at the start
/// of a chunk is taken at the last position that Chunk divides.
template <int Chunk = 1>
struct position : role::nest {
    static constexpr role::reads reads{.injection = false, .visibility = false, .halting = false, .exchange = false};
    static constexpr bool paired = false;
    static constexpr bool remembers = true;  ///< runs along positions
    static constexpr int chunk = Chunk;

    template <class V, shape S>
    struct at {
        using fronting = typename V::outside::template at<V, S>;
        static constexpr memory::sizes sizes = fronting::sizes;
        using objective = typename V::cell::template at<S, sizes>;
        using updating = typename V::update::template at<S, sizes>;
        using retains = typename updating::retains;
        static constexpr int numbers = objective::numbers * sizes.heads;  ///< of one memory, all heads
        using starting = typename V::start::template at<S, numbers>;

        static constexpr memory::decay decays = V::update::retention::decays;
        static constexpr bool in_one = associative<V>;
        static constexpr int copies = V::update::copies;
        static constexpr int state = numbers * copies;  ///< what a session keeps of a sequence, and
        static constexpr int tail = fronting::tail;     ///< of the rows before the next one

        template <class M>
        struct weights {
            typename fronting::template weights<M> outside;
            typename starting::template weights<M> start;
            typename objective::template weights<M> cell;
            typename retains::template weights<M> retention;
        };

        /// n x width -> n x width
        static constexpr auto apply(auto& ops, auto const& w, auto x, auto const& here) {
            if constexpr (requires { here.memory->past(here); }) {
                if (here.memory->continues) {
                    return go_on(ops, w, x, here, here.memory->past(here), here.memory->offset);
                }
            }
            int const count = core::sequences(here.at);
            auto const front = fronting::front(ops, w.outside, x, ops.template filled<tail>(count, 0.0), here);
            auto const rows = decayed(ops, w, front.rows, x.count);
            auto const start = starting::make(ops, w.start, count);
            if constexpr (in_one) {
                return fronting::readout(ops, w.outside, at_once<memory::outcome::dropped>(ops, start, rows, here.at),
                                         front.beside, x);
            } else {
                return fronting::readout(ops, w.outside, step_by_step(ops, w.cell, begin(ops, start), rows, here.at).out,
                                         front.beside, x);
            }
        }

        /// The rows of a front with the logarithms of the decays in the place of the gates.
        static constexpr auto decayed(auto& ops, auto const& w, auto const& rows, int count) {
            static_assert(!requires { requires V::cell::writes == memory::write::delta; } || !std::is_same_v<std::remove_cvref_t<decltype(rows.rate)>, none>,
                          "lathe[loop.position.rate]: the objective writes at a rate, but the front has none; give it one, as frame::projected<{.rate = 1.0}>");
            return rows.gated(retains::logarithm(ops, w.retention, rows.gate, count));
        }

        /// All tokens by one operation; the result's first n rows are the answers.
        template <memory::outcome Outcome>
        static constexpr auto at_once(auto& ops, auto start, auto const& s, places at) {
            constexpr int heads = sizes.heads;
            constexpr auto reading = fronting::reads;
            if constexpr (V::cell::writes == memory::write::delta && V::update::gradient_at == point::raw &&
                          decays != memory::decay::none) {
                // what the undecayed memory is wrong by
                static_assert(sizes.groups == heads,
                              "lathe[loop.position.raw]: a gradient at the undecayed memory needs keys of every head's own");
                auto const key = ops.template reshape<sizes.keys>(s.key);
                auto const rate = ops.template reshape<1>(s.rate);
                auto const add = ops.template reshape<heads * sizes.keys>(ops.scale_rows(ops.scale(rate, -1.0), key));
                return ops.template recurrence<memory::rule{decays, memory::write::split, 1, reading}, heads, sizes.groups, Outcome>(
                    start, s.query, s.key, scaled_values(ops, s), s.gate, none{}, s.key, add, at);
            } else {
                constexpr memory::rule rule{decays, V::cell::writes, 1, reading};
                if constexpr (V::cell::writes == memory::write::hebbian) {
                    return ops.template recurrence<rule, heads, sizes.groups, Outcome>(
                        start, s.query, s.key, scaled_values(ops, s), s.gate, none{}, none{}, none{}, at);
                } else {
                    return ops.template recurrence<rule, heads, sizes.groups, Outcome>(start, s.query, s.key, s.value, s.gate,
                                                                                       s.rate, s.erase, s.add, at);
                }
            }
        }

        /// What an update carries: the memory first, and what it needs beside it.
        template <class Row>
        struct carrying {
            Row part[static_cast<unsigned>(copies)];
            constexpr void each(auto&& f) {
                for (auto& row : part) {
                    f(row);
                }
            }
        };
        template <class Out, class Carry>
        struct walked {
            Out out;      ///< n x (heads values)
            Carry carry;  ///< rows are sequences x heads
        };

        /// The definition: one position after the other, a row for each head of each sequence.
        static constexpr auto step_by_step(auto& ops, auto const& cell, auto carry, auto const& s, places at) {
            constexpr int heads = sizes.heads;
            auto out = ops.template sheet<heads * sizes.values>(s.query.count);
            int longest = 0;
            int count = 0;
            bool alike = true;
            core::each_sequence(at, [&](int, int first, int length) {
                longest = length > longest ? length : longest;
                alike = alike && (!at.data() || at[static_cast<std::size_t>(first)].position == at[0].position);
                ++count;
            });
            if (!alike) {
                ops.refuse("lathe: the sequences of a memory that goes step by step begin at one position");
            }
            for (int t = 0; t < longest; ++t) {
                carry = ops.advance(carry, [&] { return step(ops, cell, carry, s, at, t, count, out); });
            }
            return walked<decltype(out), decltype(carry)>{out, carry};
        }

        /// What an update carries reading nothing has been read yet. Memory: sequences x numbers.
        static constexpr auto begin(auto& ops, auto memory) {
            auto const rows = ops.template reshape<objective::numbers>(memory);
            carrying<std::remove_cv_t<decltype(rows)>> carry{};
            carry.part[0] = ops.copy(rows);
            for (int i = 1; i < copies; ++i) {
                carry.part[i] = ops.template filled<objective::numbers>(rows.count, 0.0);
            }
            return carry;
        }

    private:
        static constexpr auto scaled_values(auto& ops, auto const& s) {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(s.rate)>, none>) {
                return s.value;
            } else {
                auto const values = ops.template reshape<sizes.values>(s.value);
                return ops.template reshape<sizes.heads * sizes.values>(
                    ops.scale_rows(ops.template reshape<1>(s.rate), values));
            }
        }

        /// The next piece of the one sequence of a session.
        static constexpr auto go_on(auto& ops, auto const& w, auto x, auto const& here, auto& past, int offset) {
            using ops_type = std::remove_cvref_t<decltype(ops)>;
            auto const first = ops.integers(1);
            if constexpr (!ops_type::counts) {
                first[0] = 0;
            }
            if (ops_type::counts || offset == 0) {
                auto carry = begin(ops, starting::make(ops, w.start, 1));
                past.state = ops.put(past.state, first, flat<0>(ops, carry));
                past.tail = ops.put(past.tail, first, ops.template filled<tail>(1, 0.0));
            }
            auto const front = fronting::front(ops, w.outside, x, past.tail, here);
            auto const rows = decayed(ops, w, front.rows, x.count);
            if constexpr (tail > 0) {
                past.tail = ops.put(past.tail, first, ops.last_rows(front.source, past.tail, here.at));
            }
            if constexpr (in_one) {
                return fronting::readout(ops, w.outside, at_once<memory::outcome::in_place>(ops, past.state, rows, here.at),
                                         front.beside, x);
            } else {
                carrying<typename ops_type::template handle<objective::numbers>> carry{};
                resume<0>(ops, carry, past.state);
                auto walk = step_by_step(ops, w.cell, carry, rows, here.at);
                past.state = ops.put(past.state, first, flat<0>(ops, walk.carry));
                return fronting::readout(ops, w.outside, walk.out, front.beside, x);
            }
        }
        /// The parts of a carry side by side in one row, and apart again.
        template <int I>
        static constexpr auto flat(auto& ops, auto const& carry) {
            auto const mine = ops.template reshape<numbers>(carry.part[I]);
            if constexpr (I + 1 < copies) {
                return ops.beside(mine, flat<I + 1>(ops, carry));
            } else {
                return mine;
            }
        }
        template <int I>
        static constexpr void resume(auto& ops, auto& carry, auto kept) {
            carry.part[I] = ops.template reshape<objective::numbers>(ops.template columns<I * numbers, numbers>(kept));
            if constexpr (I + 1 < copies) {
                resume<I + 1>(ops, carry, kept);
            }
        }

        /// Rows of one token: those of the sequences that have a t-th row, head by head.
        struct chosen {
            slice<int const> by_head, by_group, memories;
        };

        static constexpr auto step(auto& ops, auto const& cell, auto carry, auto const& s, places at, int t, int count,
                                   auto const& out) {
            using ops_type = std::remove_cvref_t<decltype(ops)>;
            constexpr int heads = sizes.heads;
            int active = 0;
            int position = t;
            core::each_sequence(at, [&](int, int first, int length) {
                active += t < length ? 1 : 0;
                position = at.data() && t < length ? at[static_cast<std::size_t>(first + t)].position : position;
            });
            auto const by_head = ops.integers(active * heads);
            auto const by_group = ops.integers(active * heads);
            auto const memories = ops.integers(active * heads);
            auto const rows = ops.integers(active);
            if constexpr (!ops_type::counts) {
                std::size_t i = 0;
                core::each_sequence(at, [&](int index, int first, int length) {
                    for (int h = 0; t < length && h < heads; ++h, ++i) {
                        by_head[i] = (first + t) * heads + h;
                        by_group[i] = (first + t) * sizes.groups + h / (heads / sizes.groups);
                        memories[i] = index * heads + h;
                        rows[i / static_cast<std::size_t>(heads)] = first + t;
                    }
                });
            }
            bool const all = active == count;
            auto mine = carry;
            if (!all) {
                for (auto& part : mine.part) {
                    part = ops.gather(part, memories);
                }
            }
            auto const token = make_streams(
                pick<sizes.groups>(ops, s.query, by_group), pick<sizes.groups>(ops, s.key, by_group),
                pick<heads>(ops, s.value, by_head), pick<heads>(ops, s.gate, by_head), pick<heads>(ops, s.rate, by_head),
                pick<heads>(ops, s.erase, by_head), pick<heads>(ops, s.add, by_head), pick<heads>(ops, s.momentum, by_head));
            if (position % Chunk == 0) {
                mine = updating::border(ops, mine);
            }
            auto const before = mine.part[0];
            mine = updating::template step<objective>(ops, cell, mine, token, position);
            auto const seen = fronting::reads == memory::reading::after ? mine.part[0] : before;
            auto const said = objective::read(ops, cell, seen, token.query);
            ops.write(out, rows, ops.template reshape<heads * sizes.values>(said));
            if (!all) {
                for (int i = 0; i < copies; ++i) {
                    mine.part[i] = ops.put(carry.part[i], memories, mine.part[i]);
                }
            }
            return mine;
        }
        template <int Parts>
        static constexpr auto pick(auto& ops, auto const& rows, slice<int const> ids) {
            using type = std::remove_cvref_t<decltype(rows)>;
            if constexpr (std::is_same_v<type, none>) {
                return none{};
            } else {
                return ops.gather(ops.template reshape<type::width / Parts>(rows), ids);
            }
        }
    };

    static_assert(Chunk >= 1, "lathe[loop.position]: a chunk is less than one position; 1 takes every gradient afresh");
};

}  // namespace lathe::loop
