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
#include <lathe/loop/running.hpp>

#include <type_traits>

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
            layer = {ops.template room<W>(count), ops.template room<W>(count)};
        }
    }
    constexpr seen see(auto& ops, auto const& here, handle keys, handle values) {
        auto const& mine = kept[here.layer];
        ops.write(mine.keys, rows, keys);
        ops.write(mine.values, rows, values);
        return {mine.keys, mine.values, at};
    }
};

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

        /// `around` is the frame: `readout(ops, rows)`, `placed(ops, rows, at)`, `mixed<K>(ops, logits)`. With `early` the
        /// rule may end the thoughts of a sequence. `observe(turn, rows, none)` sees the states of each turn.
        static constexpr auto run(auto& ops, auto const& w, auto encoding, input const& in, auto const& here, bool early,
                                  auto const& around, auto const& observe) {
            if (in.stretches.empty()) {
                auto const value = applying::apply(ops, w.cell, encoding, here.at_step(0, 1));
                return result(ops, value, {}, 0);
            }
            auto const turns = static_cast<int>(in.stretches.size()) - 2;
            if constexpr (!V::exchange::looks) {
                if (!(rule::judges && early)) {
                    return at_once(ops, w, encoding, in, here, turns, around);
                }
            }
            auto const value = ops.template room<S.width>(static_cast<int>(in.inner.size()));
            recollection<std::remove_cvref_t<decltype(ops)>, S.key_width(), layers> remembers;
            remembers.begin(ops, value.count);
            auto const pass = [&](stretch const& part, auto const& text) {
                ops.scope([&] {
                    remembers.rows = part.rows;
                    remembers.at = part.keys;
                    auto const x = text();
                    auto const y = applying::apply(ops, w.cell, x, here.of(part.at, part.rows).remembering(&remembers));
                    ops.write(value, part.rows, y);
                    return none{};
                });
            };
            auto const& question = in.stretches[0];
            pass(question, [&] { return ops.gather(encoding, question.holds); });
            auto const think = [&](stretch const& part, int turn) {
                ops.enter({level::step, turn, turns});
                pass(part, [&] {
                    auto const before = ops.gather(value, part.holds);
                    return around.placed(ops, crossing::apply(ops, w.exchange, before, around), part.at);
                });
                ops.leave();
                observe(turn, value, none{});
            };
            auto const& rest = in.stretches[in.stretches.size() - 1];
            if constexpr (rule::judges) {
                if (early) {
                    return judged(ops, w, encoding, in, value, turns, think, pass, around);
                }
            }
            for (int turn = 0; turn < turns; ++turn) {
                think(in.stretches[static_cast<std::size_t>(turn) + 1], turn);
            }
            pass(rest, [&] { return ops.gather(encoding, rest.holds); });
            return result(ops, value, {}, turns);
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

        /// Thoughts that do not look at the rows before them are rows like others: all run in one pass.
        static constexpr auto at_once(auto& ops, auto const& w, auto encoding, input const& in, auto const& here, int turns,
                                      auto const& around) {
            auto const x = ops.template room<S.width>(static_cast<int>(in.inner.size()));
            ops.write(x, in.token_rows, encoding);
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
