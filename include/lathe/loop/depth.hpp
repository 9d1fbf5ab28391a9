#pragma once
/// \file
/// The loop along depth: one cell applied again and again to the same positions.

#include <lathe/concepts/context.hpp>
#include <lathe/concepts/grain.hpp>
#include <lathe/concepts/input.hpp>
#include <lathe/concepts/role.hpp>
#include <lathe/concepts/width.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>
#include <lathe/core/types.hpp>
#include <lathe/loop/running.hpp>

#include <type_traits>

namespace lathe::loop {

/// What a run of a loop gives back.
template <class Value, class Watched>
struct outcome {
    Value value;               ///< the answer's rows
    Watched watched;           ///< what halting learned (ACT's ponder), or none
    slice<int const> steps;  ///< steps of each row; empty when all had `turns`
    int turns = 0;             ///< turns of the loop
    bool finite = true;        ///< no number of the answer is NaN or infinite, and no row has left for being so

    constexpr void each(auto&& f) {
        f(value);
        if constexpr (requires { watched.each(f); }) {
            watched.each(f);
        }
    }
};

/// x_(t+1) = combine(x_t, cell(inject(x_t, e, t)), t) from x_0 = init(e), until halting says so.
struct depth : role::nest {
    static constexpr role::reads reads{};
    static constexpr bool paired = false;  ///< the carry is one state

    template <class V, shape S>
    struct at {
        using starting = typename V::start::template at<S>;
        using injecting = typename V::injection::template at<S>;
        using applying = typename V::cell::template at<S>;
        using updating = typename V::update::template at<S>;
        using judging = typename V::halting::template at<S>;
        using rule = typename V::halting;
        using visibility = typename V::visibility;

        static constexpr int maximum = rule::maximum;
        static constexpr int layers = V::cell::layers;
        /// Tokens leave one by one, so later iterations need what they said.
        static constexpr bool tokens_leave = rule::judges && rule::granularity == grain::token;

        template <class M>
        struct weights {
            typename starting::template weights<M> start;
            typename injecting::template weights<M> injection;
            typename applying::template weights<M> cell;
            typename updating::template weights<M> update;
            typename judging::template weights<M> halting;
        };

        /// Runs `limit` turns at most; `early` lets the halting rule stop them. `readout(ops, rows, here)` gives logits to
        /// rules that ask for them, `observe(step, rows, running)` sees every turn.
        static constexpr auto run(auto& ops, auto const& w, auto encoding, auto const& here, int limit, bool early,
                                  auto const& readout, auto const& observe) {
            auto carry = ops.copy(owes::rows<owes::start, S.width>(ops, starting::make(ops, w.start, encoding, here)));
            if constexpr (rule::shares) {
                return ponder(ops, w, carry, encoding, here, limit, early, observe);
            } else if constexpr (rule::judges) {
                auto in_loop = running::begin(ops, here.at);
                auto memo = first_memo<judging>(ops, carry.count);
                int turns = 0;
                for (; turns < limit && in_loop.count > 0; ++turns) {
                    ops.enter({level::step, turns, limit});
                    carry = ops.advance(carry, [&] {
                        auto const now = in_loop.turn(ops, here, turns, limit);
                        return judged_turn(ops, w, carry, encoding, now, in_loop, memo, early, readout);
                    });
                    ops.leave();
                    observe(turns, carry, in_loop);
                }
                return result(carry, none{}, in_loop.steps, turns, in_loop.finite && all_finite(ops, carry));
            } else {
                for (int step = 0; step < limit; ++step) {
                    ops.enter({level::step, step, limit});
                    carry = ops.advance(carry, [&] {
                        return turn(ops, w, carry, encoding, here.at_step(step, limit)).next;
                    });
                    ops.leave();
                    observe(step, carry, none{});
                }
                return result(carry, none{}, {}, limit, all_finite(ops, carry));
            }
        }

    private:
        static constexpr auto result(auto value, auto watched, slice<int const> steps, int turns, bool finite) {
            return outcome<decltype(value), decltype(watched)>{value, watched, steps, turns, finite};
        }
        template <class Row>
        struct turned {
            Row seen, next;
        };
        static constexpr auto turn(auto& ops, auto const& w, auto x, auto e, auto const& here) {
            auto const seen =
                owes::rows<owes::injection, S.width>(ops, injecting::apply(ops, w.injection, x, e, here));
            auto const now = owes::rows<owes::cell, S.width>(ops, applying::apply(ops, w.cell, seen, here));
            auto const next = owes::rows<owes::update, S.width>(ops, updating::apply(ops, w.update, x, now, here));
            return turned<std::remove_cv_t<decltype(next)>>{seen, next};
        }

        static constexpr auto ponder(auto& ops, auto const& w, auto carry, auto encoding, auto const& here, int limit,
                                     bool early, auto const& observe) {
            auto both = result(carry, judging::begin(ops, carry.count), {}, 0, true);
            int step = 0;
            for (; step < limit; ++step) {
                ops.enter({level::step, step, limit});
                both = ops.advance(both, [&] {
                    auto next = both;
                    auto const turned = turn(ops, w, both.value, encoding, here.at_step(step, limit));
                    next.value = turned.next;
                    next.watched = judging::turn(ops, w.halting, both.watched, turned.seen, turned.next);
                    return next;
                });
                ops.leave();
                observe(step, both.value, none{});
                if (early && !judging::wants_more(ops, both.watched, carry.count)) {
                    ++step;
                    break;
                }
            }
            return result(both.watched.answer, both.watched, {}, step, all_finite(ops, both.watched.answer));
        }

        /// One turn for the rows in the loop, then the rule's word on who leaves it.
        static constexpr auto judged_turn(auto& ops, auto const& w, auto carry, auto encoding, auto const& here,
                                          running& in_loop, auto& memo, bool early, auto const& readout) {
            bool const all = in_loop.everybody();
            auto const x = all ? carry : ops.gather(carry, here.ids);
            auto const e = all ? encoding : ops.gather(encoding, here.ids);
            auto const next = turn(ops, w, x, e, here).next;
            in_loop.count_step();
            if (early) {
                judge(ops, w, x, next, here, in_loop, memo, all, readout);
            }
            return all ? next : ops.put(carry, here.ids, next);
        }
        static constexpr void judge(auto& ops, auto const& w, auto x, auto next, auto const& here, running& in_loop,
                                    auto& memo, bool all, auto const& readout) {
            auto const logits = [&] {
                if constexpr (rule::reads_out) {
                    return readout(ops, next, here);
                } else {
                    return none{};
                }
            }();
            auto const decide = [&](auto margin) {
                if (auto const* m = ops.peek(margin)) {
                    drop<rule>(m, in_loop);
                }
            };
            if constexpr (judging::memo == 0) {
                auto nothing = none{};
                decide(judging::look(ops, w.halting, nothing, x, next, logits));
            } else {
                auto mine = all ? memo : ops.gather(memo, here.ids);
                auto const margin = judging::look(ops, w.halting, mine, x, next, logits);
                memo = ops.put(memo, here.ids, mine);
                decide(margin);
            }
        }
    };
};

}  // namespace lathe::loop
