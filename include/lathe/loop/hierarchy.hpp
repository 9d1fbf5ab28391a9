#pragma once
/// \file
/// The nested loop of HRM and TRM: a fast state z_L inside a slow state z_H, and segments of it with a verdict after each.

#include <lathe/concepts/context.hpp>
#include <lathe/concepts/input.hpp>
#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>
#include <lathe/core/types.hpp>
#include <lathe/loop/depth.hpp>
#include <lathe/loop/running.hpp>

#include <type_traits>

namespace lathe::loop {

/// The two states of a hierarchy.
template <class Row>
struct levels {
    Row high, low;
    constexpr void each(auto&& f) {
        f(high);
        f(low);
    }
};

/// One call: Cycles times { Steps times z_L = low(z_L + inject(z_H, e)); then z_H = high(z_H + z_L) }
/// (Wang et al. 2025, arXiv:2506.21734; Jolicoeur-Martineau 2025, arXiv:2510.04871).
template <int Cycles, int Steps>
struct hierarchy {
    static constexpr int cycles = Cycles;
    static constexpr int steps = Steps;

    template <class V, shape S>
    struct at {
        using starting = typename V::start::template at<S>;
        using injecting = typename V::injection::template at<S>;
        using applying = typename V::cell::template at<S>;

        template <class M>
        struct weights {
            typename starting::template weights<M> start;
            typename injecting::template weights<M> injection;
            typename applying::template weights<M> cell;
        };

        static constexpr auto begin(auto& ops, auto const& w, int count) {
            auto const high = ops.copy(starting::high(ops, w.start, count));
            return levels<std::remove_cv_t<decltype(high)>>{high, ops.copy(starting::low(ops, w.start, count))};
        }

        static constexpr auto step(auto& ops, auto const& w, auto carry, auto encoding, auto const& here) {
            for (int cycle = 0; cycle < Cycles; ++cycle) {
                ops.enter({level::cycle, cycle, Cycles});
                carry = ops.advance(carry, [&] {
                    auto low = carry.low;
                    auto const seen = injecting::apply(ops, w.injection, carry.high, encoding, here);
                    for (int turn = 0; turn < Steps; ++turn) {
                        ops.enter({level::step, turn, Steps});
                        low = ops.advance(low, [&] {
                            return applying::low(ops, w.cell, ops.add(low, seen), here);
                        });
                        ops.leave();
                    }
                    auto const high = applying::high(ops, w.cell, ops.add(carry.high, low), here);
                    return levels<std::remove_cv_t<decltype(high)>>{high, low};
                });
                ops.leave();
            }
            return carry;
        }
    };

    static_assert(Cycles >= 1 && Steps >= 1, "lathe[loop.hierarchy]: you wrote no cycles or no steps; each is at least 1");
};

/// Calls of Inner with the carry handed on, until the halting head is content with a sequence. The answer is z_H.
template <class Inner>
struct segments : role::nest {
    static constexpr role::reads reads{.visibility = false, .update = false, .exchange = false};
    static constexpr bool paired = true;  ///< the carry is two states
    using inner = Inner;

    template <class V, shape S>
    struct at {
        using calling = typename Inner::template at<V, S>;
        using rule = typename V::halting;

        static constexpr int maximum = rule::maximum;
        static constexpr int layers = V::cell::layers;
        static constexpr bool tokens_leave = false;

        template <class M>
        using weights = typename calling::template weights<M>;

        static constexpr auto begin(auto& ops, auto const& w, int count) { return calling::begin(ops, w, count); }

        /// One call for all rows.
        static constexpr auto step(auto& ops, auto const& w, auto carry, auto encoding, auto const& here) {
            return calling::step(ops, w, carry, encoding, here);
        }

        /// Up to `limit` calls. With `early`, sequences whose q says so leave: the others are gathered into dense rows.
        /// `verdict(ops, rows)` gives (q_halt, q_continue) row by row; one row speaks for its sequence: `last_speaks`.
        static constexpr auto run(auto& ops, auto const& w, auto encoding, auto const& here, int limit, bool early,
                                  auto const& verdict, auto const& observe) {
            auto carry = begin(ops, w, encoding.count);
            auto in_loop = running::begin(ops, here.at);
            int turns = 0;
            for (; turns < limit && (in_loop.count > 0); ++turns) {
                ops.enter({level::call, turns, limit});
                carry = ops.advance(carry, [&] {
                    bool const all = in_loop.everybody();
                    auto const now = in_loop.turn(ops, here, turns, limit);
                    auto mine = carry;
                    if (!all) {
                        mine.high = ops.gather(carry.high, now.ids);
                        mine.low = ops.gather(carry.low, now.ids);
                    }
                    auto const e = all ? encoding : ops.gather(encoding, now.ids);
                    mine = calling::step(ops, w, mine, e, now);
                    in_loop.count_step();
                    if (early) {
                        judge(ops, mine.high, in_loop, verdict);
                    }
                    if (!all) {
                        mine.high = ops.put(carry.high, now.ids, mine.high);
                        mine.low = ops.put(carry.low, now.ids, mine.low);
                    }
                    return mine;
                });
                ops.leave();
                observe(turns, carry.high, in_loop);
            }
            bool const finite = in_loop.finite && all_finite(ops, carry.high);
            return outcome<decltype(carry.high), none>{carry.high, none{}, in_loop.steps, turns, finite};
        }

    private:
        /// The last row of the sequence that begins at row i.
        static constexpr int last_of(places at, int i) {
            auto const next = [&](int j) { return static_cast<std::size_t>(j) + 1; };
            while (next(i) < at.size() && at[next(i)].sequence == at[next(i) - 1].sequence) {
                ++i;
            }
            return i;
        }
        static constexpr void judge(auto& ops, auto high, running& in_loop, auto const& verdict) {
            auto const q = verdict(ops, high);
            auto const* logits = ops.peek(q);
            if (!logits) {
                return;
            }
            bool stop = false;
            in_loop.leave([&, at = in_loop.where()](int i) {
                if (at[static_cast<std::size_t>(i)].position == 0) {
                    int const row = last_speaks<typename V::cell> ? last_of(at, i) : i;
                    auto const halt = logits[2 * row];
                    auto const go_on = logits[2 * row + 1];
                    bool const strange = halt != halt || go_on != go_on;
                    in_loop.finite = in_loop.finite && !strange;
                    stop = strange || rule::stops(halt, go_on);
                }
                return stop;
            });
        }
    };

    static_assert(sizeof(Inner) > 0);  // here its own complaints are close to who spelled it
};

}  // namespace lathe::loop
