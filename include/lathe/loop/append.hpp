#pragma once
/// \file
/// The loop along thoughts: each turn appends a row to every sequence and runs that row alone. The rows of a question run
/// once, then the thoughts one after the other, then what follows them; keys and values of all rows are remembered.
///
/// x_(q+t) = exchange(h_(q+t-1)) + place(q+t); h = cell(x), attending to every row before it (Hao et al. 2024,
/// arXiv:2412.06769, section 3). Rows that are computed together stand in `input::stretches`; without them nobody thinks
/// and the whole is one pass of the cell.

#include <lathe/concepts/context.hpp>
#include <lathe/concepts/grain.hpp>
#include <lathe/concepts/input.hpp>
#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>
#include <lathe/core/types.hpp>
#include <lathe/loop/depth.hpp>
#include <lathe/loop/recollection.hpp>
#include <lathe/loop/running.hpp>

#include <type_traits>

namespace lathe::loop {

/// Thoughts are appended until the layout of the input has no more of them, or until halting says so sequence by sequence;
/// what follows then moves up. The answer has a row for each row of the run.
struct append : role::nest {
    static constexpr role::reads reads{.start = false, .injection = false, .visibility = false, .update = false};
    static constexpr bool paired = false;
    static constexpr bool appends = true;

    template <class V, shape S>
    struct at {
        using applying = typename V::cell::template at<S>;
        using crossing = typename V::exchange::template at<S>;
        using judging = typename V::halting::template at<S>;
        using rule = typename V::halting;

        static constexpr int maximum = rule::maximum;
        static constexpr int layers = V::cell::layers;
        static constexpr bool tokens_leave = false;

        template <class M>
        struct weights {
            typename applying::template weights<M> cell;
            typename crossing::template weights<M> exchange;
            typename judging::template weights<M> halting;
        };

        /// `encoding` are the symbols' embeddings without their places, `around` is the frame: `readout(ops, rows)`,
        /// `placed(ops, rows, at)`, `mixed<K>(ops, logits)`. With `early` the rule may end the thoughts of a sequence. `observe(turn, rows, none)` sees the states of each turn.
        static constexpr auto run(auto& ops, auto const& w, auto encoding, input const& in, auto const& here, bool early,
                                  auto const& around, auto const& observe) {
            if (in.stretches.empty()) {
                auto const x = around.placed(ops, encoding, in.at);
                auto const value = applying::apply(ops, w.cell, x, here.at_step(0, 1));
                return result(ops, value, {}, 0);
            }
            auto const turns = static_cast<int>(in.stretches.size()) - 2;
            if constexpr (!V::exchange::looks) {
                if (!(rule::judges && early)) {
                    return at_once(ops, w, encoding, in, here, turns, around);
                }
            }
            auto const value = ops.template sheet<S.width>(static_cast<int>(in.inner.size()));
            recollection<std::remove_cvref_t<decltype(ops)>, S.key_width(), layers> remembers;
            remembers.begin(ops, value.count);
            // keys stand where `kept` says, so that a sequence has no gaps; its answer stands where the layout says
            auto const pass = [&](stretch const& part, slice<int const> kept, auto const& text) {
                ops.scope([&] {
                    remembers.rows = kept;
                    remembers.at = part.keys;
                    auto const x = around.placed(ops, text(), part.at);
                    auto const y = applying::apply(ops, w.cell, x, here.of(part.at, part.rows).remembering(&remembers));
                    ops.write(value, part.rows, y);
                    return none{};
                });
            };
            auto const& question = in.stretches[0];
            pass(question, question.rows, [&] { return ops.gather(encoding, question.holds); });
            auto const think = [&](stretch const& part, int turn) {
                ops.enter({level::step, turn, turns});
                pass(part, part.rows, [&] {
                    auto const before = ops.gather(value, part.holds);
                    return crossing::apply(ops, w.exchange, before, around);
                });
                ops.leave();
                observe(turn, value, none{});
            };
            auto const& rest = in.stretches[in.stretches.size() - 1];
            if constexpr (rule::judges) {
                auto in_loop = running::begin(ops, in.stretches[1].at);
                if (early) {
                    // rows of thoughts that are not thought say nothing
                    for (auto const& part : in.stretches.first(in.stretches.size() - 1).after(1)) {
                        ops.write(value, part.rows, ops.template filled<S.width>(static_cast<int>(part.rows.size()), 0.0));
                    }
                    auto const had = judged(ops, w, in, value, turns, in_loop, think, around);
                    auto const moved = moved_up(ops, in, in_loop);
                    pass(moved.part, moved.kept, [&] { return ops.gather(encoding, rest.holds); });
                    auto answer = result(ops, value, in_loop.steps, had);
                    answer.finite = answer.finite && in_loop.finite;
                    return answer;
                }
                for (int turn = 0; turn < turns; ++turn) {
                    stay(in, in_loop, turn);
                    in_loop.count_step();
                    think(in.stretches[static_cast<std::size_t>(turn) + 1], turn);
                }
                pass(rest, rest.rows, [&] { return ops.gather(encoding, rest.holds); });
                return result(ops, value, in_loop.steps, turns);
            } else {
                for (int turn = 0; turn < turns; ++turn) {
                    think(in.stretches[static_cast<std::size_t>(turn) + 1], turn);
                }
                pass(rest, rest.rows, [&] { return ops.gather(encoding, rest.holds); });
                return result(ops, value, {}, turns);
            }
        }

        /// One thought of a session: the row after one whose state is `before`. `here` remembers what came before.
        static constexpr auto think(auto& ops, auto const& w, auto before, auto const& here, auto const& around) {
            auto const x = around.placed(ops, crossing::apply(ops, w.exchange, before, around), here.at);
            return applying::apply(ops, w.cell, x, here);
        }

    private:
        static constexpr auto result(auto& ops, auto value, slice<int const> steps, int turns) {
            return outcome<decltype(value), none>{value, none{}, steps, turns, all_finite(ops, value)};
        }

        /// The run's row of thought `turn` of the i-th sequence that runs.
        static constexpr int row_of(input const& in, running const& in_loop, int i, int turn) {
            auto const which = static_cast<std::size_t>(in_loop.ids[static_cast<std::size_t>(i)]);
            return in.stretches[1].rows[which] + turn;
        }
        /// Who has no thought `turn` in the layout leaves.
        static constexpr void stay(input const& in, running& in_loop, int turn) {
            auto const& part = in.stretches[static_cast<std::size_t>(turn) + 1];
            if (in_loop.counts) {
                return;
            }
            std::size_t next = 0;
            in_loop.leave([&](int i) {
                int const row = row_of(in, in_loop, i, turn);
                while (next < part.rows.size() && part.rows[next] < row) {
                    ++next;
                }
                return next == part.rows.size() || part.rows[next] != row;
            });
        }
        /// Thoughts until the rule has stopped every sequence; how many turns that took.
        static constexpr int judged(auto& ops, auto const& w, input const& in, auto value, int turns, running& in_loop,
                                    auto const& think, auto const& around) {
            auto memo = first_memo<judging>(ops, static_cast<int>(in.stretches[1].rows.size()));
            int turn = 0;
            for (; turn < turns && in_loop.count > 0; ++turn) {
                ops.scope([&] {
                    auto const& laid = in.stretches[static_cast<std::size_t>(turn) + 1];
                    stay(in, in_loop, turn);
                    auto const n = static_cast<std::size_t>(in_loop.count);
                    auto const mine = in_loop.turn(ops, context<>{}, turn, turns).ids;
                    auto const rows = ops.integers(in_loop.count);
                    auto const before = ops.integers(in_loop.count);
                    auto const where = ops.spots(in_loop.count);
                    auto const keys = ops.spots(value.count);
                    for (std::size_t i = 0; !in_loop.counts && i < n; ++i) {
                        rows[i] = row_of(in, in_loop, static_cast<int>(i), turn);
                        before[i] = rows[i] - 1;
                        where[i] = in.inner[static_cast<std::size_t>(rows[i])];
                    }
                    there(in, in_loop, turn + 1, keys);
                    stretch const own = in_loop.counts ? laid : stretch{rows, before, where, keys};
                    in_loop.count_step();
                    think(own, turn);
                    judge(ops, w, value, own, mine, in_loop, memo, around);
                    return none{};
                });
            }
            return turn;
        }
        /// Places of the rows that exist when those in the loop have had `thoughts` thoughts.
        static constexpr void there(input const& in, running const& in_loop, int thoughts, slice<place> keys) {
            for (std::size_t row = 0; !in_loop.counts && row < keys.size(); ++row) {
                keys[row] = in.stretches[0].keys[row];
            }
            std::size_t alive = 0;
            for (std::size_t s = 0; !in_loop.counts && s < in.stretches[1].rows.size(); ++s) {
                bool const runs = alive < static_cast<std::size_t>(in_loop.count) && in_loop.ids[alive] == static_cast<int>(s);
                alive += runs ? 1 : 0;
                int const had = runs ? thoughts : in_loop.steps[s];
                for (int t = 0; t < had; ++t) {
                    auto const row = static_cast<std::size_t>(in.stretches[1].rows[s] + t);
                    keys[row] = in.inner[row];
                }
            }
        }
        static constexpr void judge(auto& ops, auto const& w, auto value, stretch const& own, slice<int const> mine,
                                    running& in_loop, auto& memo, auto const& around) {
            auto const x = ops.gather(value, own.holds);
            auto const next = ops.gather(value, own.rows);
            auto const logits = [&] {
                if constexpr (rule::reads_out) {
                    return around.readout(ops, next);
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
                auto now = ops.gather(memo, mine);
                auto const margin = judging::look(ops, w.halting, now, x, next, logits);
                memo = ops.put(memo, mine, now);
                decide(margin);
            }
        }

        /// What follows the thoughts, moved up by those that were not thought.
        struct moved {
            stretch part;
            slice<int const> kept;
        };
        static constexpr moved moved_up(auto& ops, input const& in, running const& in_loop) {
            auto const& rest = in.stretches[in.stretches.size() - 1];
            auto const kept = ops.integers(static_cast<int>(rest.rows.size()));
            auto const where = ops.spots(static_cast<int>(rest.rows.size()));
            auto const keys = ops.spots(static_cast<int>(in.inner.size()));
            if (in_loop.counts) {
                return {rest, rest.rows};
            }
            running done = in_loop;
            done.count = 0;
            there(in, done, 0, keys);
            std::size_t s = 0;
            int missing = 0;
            int sequence = -1;
            for (std::size_t i = 0; i < rest.rows.size(); ++i) {
                auto const& spot = rest.at[i];
                if (spot.sequence != sequence) {
                    // the first row after the thoughts of a sequence: everything between is a thought
                    sequence = spot.sequence;
                    missing = 0;
                    auto const& thinkers = in.stretches[1];
                    while (s < thinkers.rows.size() && thinkers.at[s].sequence < sequence) {
                        ++s;
                    }
                    if (s < thinkers.rows.size() && thinkers.at[s].sequence == sequence) {
                        missing = rest.rows[i] - thinkers.rows[s] - in_loop.steps[s];
                    }
                }
                kept[i] = rest.rows[i] - missing;
                where[i] = {spot.sequence, spot.position - missing, spot.iteration};
                keys[static_cast<std::size_t>(kept[i])] = where[i];
            }
            return {{rest.rows, rest.holds, where, keys}, kept};
        }

        /// Thoughts that do not look at the rows before them are rows like others: all run in one pass.
        static constexpr auto at_once(auto& ops, auto const& w, auto encoding, input const& in, auto const& here, int turns,
                                      auto const& around) {
            auto const x = ops.template sheet<S.width>(static_cast<int>(in.inner.size()));
            ops.write(x, in.token_rows, around.placed(ops, encoding, in.at));
            for (int turn = 0; turn < turns; ++turn) {
                auto const& part = in.stretches[static_cast<std::size_t>(turn) + 1];
                auto const before = ops.template filled<S.width>(static_cast<int>(part.rows.size()), 0.0);
                ops.write(x, part.rows, around.placed(ops, crossing::apply(ops, w.exchange, before, around), part.at));
            }
            auto const value = applying::apply(ops, w.cell, x, here.at_step(0, 1));
            return result(ops, value, {}, turns);
        }
    };
};

}  // namespace lathe::loop
