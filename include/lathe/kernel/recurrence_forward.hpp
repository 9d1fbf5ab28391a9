#pragma once
/// \file
/// One head of a linear memory along one sequence, a block of columns at a time.
///
///     S~ = D S                                decay: none, one number for each token, one for each channel
///     S' = S~ + k u^T                         u = v                      write::hebbian
///                                             u = rate (v - S~^T k)      write::delta, `steps` of them for each token
///     S' = S~ + k u^T + b r^T                 u = v, r = S^T e           write::split, it reads the undecayed S
///     o  = S'^T q, or S^T q                   reading::after, reading::before
///
/// Columns of S know nothing of each other, so a block of them goes through all tokens before the next block is
/// fetched, and stays in the first cache. A sweep over it writes one or two steps and reads for those after them.
/// X is a batch of T, or T itself for columns that fill none.

#include <lathe/core/memory.hpp>
#include <lathe/kernel/batch.hpp>
#include <lathe/kernel/recurrence_steps.hpp>
#include <lathe/kernel/strand.hpp>

#include <cstddef>

namespace lathe::kernel {

template <memory::rule R, int K, int V>
struct recurrence_forward : recurrence_steps<R, K, V> {
    using rule = recurrence_steps<R, K, V>;
    using rule::n;
    static constexpr int chunk = 16;  ///< tokens between two states that a forward pass leaves for the backward one
    static constexpr int chunks(int tokens) { return (tokens + chunk - 1) / chunk; }

    /// Requires at least one token. S goes from `from` to `to`, which may be the same, or null: nobody asks for it. With `starts`, the state
    /// before every chunk is left there.
    template <class Wide, class T>
    static constexpr void forward(head_rows<T const> const& in, T const* from, T* to, strand<T> out, T* starts,
                                  std::ptrdiff_t start_step) {
        if (in.count * n == 1 && !starts) {
            each_block<Wide, 4>([&]<class X, int Strips>(int column) {
                once<X, Strips, T>(in.columns(column), {from + column, V}, {to ? to + column : nullptr, V}, out.from(column));
            });
            return;
        }
        each_block<Wide, 4>([&]<class X, int Strips>(int column) {
            // two halves take turns, so that each has few enough numbers for the registers
            constexpr int halves = Strips == 4 ? 2 : 1;
            columns<X, Strips / halves, halves, T>(in.columns(column), {from + column, V}, {to ? to + column : nullptr, V},
                                                   out.from(column), {starts ? starts + column : nullptr, V}, start_step);
        });
    }

protected:
    using rule::after;
    using rule::queried;
    using rule::splits;
    template <int G, class T>
    using group = typename rule::template group<G, T>;

    /// f<X, Strips>(first column) for blocks that cover all columns.
    template <class Wide, int Most, class F>
    static constexpr void each_block(F&& f) {
        using number = typename entry_of<Wide>::type;
        constexpr int lanes = lanes_of<Wide>;
        int column = 0;
        if constexpr (lanes > 1) {
            if constexpr (Most >= 4 && V >= 4 * lanes) {
                for (; V - column >= 4 * lanes; column += 4 * lanes) f.template operator()<Wide, 4>(column);
            }
            if constexpr (Most >= 2 && V >= 2 * lanes) {
                for (; V - column >= 2 * lanes; column += 2 * lanes) f.template operator()<Wide, 2>(column);
            }
            for (; V - column >= lanes; column += lanes) f.template operator()<Wide, 1>(column);
        }
        if constexpr (V % lanes != 0 || lanes == 1) {
            for (; column < V; ++column) f.template operator()<number, 1>(column);
        }
    }

    /// Sums over the channels, what each question of G steps is answered; and what the steps write under their keys.
    template <int G, class X, int Strips>
    struct replies {
        using steps = group<G, typename entry_of<X>::type>;
        X answer[steps::questions][Strips];
        X under[steps::writes][Strips];
    };

    /// From the answers to the G steps from m on: what they write, and the answers as they would be from their own states.
    template <int G, class X, int Strips, class T>
    static constexpr void settle(head_rows<T const> const& in, int m, group<G, T> const& steps, replies<G, X, Strips>& r) {
        constexpr int asked = group<G, T>::questions_of_step;
        constexpr int put = group<G, T>::writes_of_step;
        for (int g = 0; g < G; ++g) {
            auto* const answer = r.answer + g * asked;
            auto* const under = r.under + g * put;
            for (int j = 0; g > 0 && j < asked; ++j) {
                for (int w = 0; w < put; ++w) {
                    for (int s = 0; s < Strips; ++s) answer[j][s] = kernel::fma(X(steps.cross[j][w]), r.under[w][s], answer[j][s]);
                }
            }
            int const t = (m + g) / n, step = (m + g) % n;
            for (int s = 0; s < Strips; ++s) {
                under[0][s] = load_from<X>(in.value[t] + step * V + s * lanes_of<X>);
                if constexpr (R.writes == memory::write::delta) under[0][s] = X(in.rate[t][step]) * (under[0][s] - answer[1][s]);
                if constexpr (splits) under[1][s] = answer[1][s];
            }
        }
    }
    /// What their queries are told.
    template <int G, class X, int Strips, class T>
    static constexpr void say(int m, group<G, T> const& steps, replies<G, X, Strips> const& r, strand<T> out) {
        constexpr int put = group<G, T>::writes_of_step;
        for (int g = 0; g < G; ++g) {
            for (int s = 0; queried(m + g) && s < Strips; ++s) {
                X o = r.answer[g * group<G, T>::questions_of_step][s];
                for (int w = 0; after && w < put; ++w) o = kernel::fma(X(steps.own[g][w]), r.under[g * put + w][s], o);
                store_to(out[(m + g) / n] + s * lanes_of<X>, o);
            }
        }
    }

    /// One sweep over a block: to = factor from + sum of keys and what is written under them, unless Stores is false, and
    /// every question is answered from it.
    template <int Writes, int Questions, bool Stores, bool Forgets, class X, int Strips, class T>
    static constexpr void sweep(block<T const> from, block<T> to, T const* factor, T const* const* key, X const (*under)[Strips],
                                T const* const* question, X (*answer)[Strips]) {
        constexpr int chains = Questions * Strips;
        constexpr int ways = chains == 0 || chains >= 8 ? 1 : chains >= 4 ? 2 : 4;
        X sum[ways][static_cast<unsigned>(Questions > 0 ? Questions : 1)][Strips];
        for (int w = 0; w < ways; ++w) {
            for (int j = 0; j < Questions; ++j) {
                for (int s = 0; s < Strips; ++s) sum[w][j][s] = X(T(0));
            }
        }
        auto const one = [&](int i, auto& mine) {
            T const* const source = from.row(i);
            T* const target = Stores ? to.row(i) : nullptr;
            // all of them once, before the first store, behind which they might have changed
            X const kept(Forgets ? factor[i] : T(0));
            X put[static_cast<unsigned>(Writes > 0 ? Writes : 1)], asked[static_cast<unsigned>(Questions > 0 ? Questions : 1)];
#pragma GCC unroll 4
            for (int w = 0; w < Writes; ++w) put[w] = X(key[w][i]);
#pragma GCC unroll 4
            for (int j = 0; j < Questions; ++j) asked[j] = X(question[j][i]);
#pragma GCC unroll 4
            for (int s = 0; s < Strips; ++s) {
                X x = load_from<X>(source + s * lanes_of<X>);
                if constexpr (Forgets) x = x * kept;
#pragma GCC unroll 4
                for (int w = 0; w < Writes; ++w) x = kernel::fma(put[w], under[w][s], x);
                if constexpr (Stores) store_to(target + s * lanes_of<X>, x);
#pragma GCC unroll 4
                for (int j = 0; j < Questions; ++j) mine[j][s] = kernel::fma(asked[j], x, mine[j][s]);
            }
        };
        int i = 0;
        for (; i + ways <= K; i += ways) {
#pragma GCC unroll 4
            for (int w = 0; w < ways; ++w) one(i + w, sum[w]);
        }
        for (; i < K; ++i) one(i, sum[0]);
        for (int j = 0; j < Questions; ++j) {
            for (int s = 0; s < Strips; ++s) {
                for (int w = 1; w < ways; ++w) sum[0][j][s] = sum[0][j][s] + sum[w][j][s];
                answer[j][s] = sum[0][j][s];
            }
        }
    }
    /// The first look of `next` at a state, which a copy is made of if there is a place for it.
    template <bool Stores, int H, class X, int Strips, class T>
    static constexpr void look(block<T const> from, block<T> to, group<H, T> const& next, replies<H, X, Strips>& r) {
        sweep<0, group<H, T>::questions, Stores, false, X, Strips, T>(from, to, nullptr, nullptr, nullptr, next.question, r.answer);
    }
    /// `now` is written and `next` answered, or nobody.
    template <int G, int H, class X, int Strips, class T>
    static constexpr void turn(block<T const> from, block<T> to, group<G, T> const& now, replies<G, X, Strips> const& mine,
                               group<H, T> const& next, replies<H, X, Strips>& theirs) {
        constexpr int writes = group<G, T>::writes, questions = group<H, T>::questions;
        if (now.factor) {
            sweep<writes, questions, true, true, X, Strips, T>(from, to, now.factor, now.write, mine.under, next.question, theirs.answer);
        } else {
            sweep<writes, questions, true, false, X, Strips, T>(from, to, now.factor, now.write, mine.under, next.question, theirs.answer);
        }
    }
    template <int G, class X, int Strips, class T>
    static constexpr void turn(block<T const> from, block<T> to, group<G, T> const& now, replies<G, X, Strips> const& mine) {
        constexpr int writes = group<G, T>::writes;
        if (now.factor) {
            sweep<writes, 0, true, true, X, Strips, T>(from, to, now.factor, now.write, mine.under, nullptr, nullptr);
        } else {
            sweep<writes, 0, true, false, X, Strips, T>(from, to, now.factor, now.write, mine.under, nullptr, nullptr);
        }
    }

private:
    /// One step alone: the state is read, and then written where it is going to be; it is not worth a copy.
    template <class X, int Strips, class T>
    static constexpr void once(head_rows<T const> in, block<T const> from, block<T> to, strand<T> out) {
        group<1, T> step;
        replies<1, X, Strips> r;
        step.template look_at<X>(in, 0);
        look<false>(from, to, step, r);
        settle(in, 0, step, r);
        say(0, step, r, out);
        if (to.data) turn(from, to, step, r);
    }

    template <class X, int Strips, int Blocks, class T>
    static constexpr void columns(head_rows<T const> in, block<T const> from, block<T> to, strand<T> out, block<T> starts,
                                  std::ptrdiff_t start_step) {
        constexpr int width = Strips * lanes_of<X>;
        // with few channels a sweep is shorter than what two steps have to know of each other
        constexpr int G = K >= 32 ? 2 : 1;
        int const steps = in.count * n;
        alignas(64) T held[Blocks][static_cast<unsigned>(K * width)];  // a batch across two lines costs twice
        group<G, T> groups[2];
        group<1, T> single;
        replies<G, X, Strips> several[Blocks];
        replies<1, X, Strips> one[Blocks];
        auto const work = [&](int b) { return block<T>{held[b], width}; };
        auto const now = [&](int b) { return block<T const>{held[b], width}; };
        auto const end = [&](int b) { return to.data ? block<T>{to.data + b * width, to.stride} : work(b); };
        auto const of_block = [&](int b) { return in.columns(b * width); };
        auto const leave = [&](int m, int b) {
            if (!starts.data || m % (chunk * n) != 0) return;
            T* const left = starts.data + b * width + m / (chunk * n) * start_step;
            for (int i = 0; i < K; ++i) {
                for (int s = 0; s < width; s += lanes_of<X>) store_to(left + i * starts.stride + s, load_from<X>(now(b).row(i) + s));
            }
        };
        auto const first = [&](auto& group, auto& replies) {
            group.template look_at<X>(in, 0);
            for (int b = 0; b < Blocks; ++b) look<true>({from.data + b * width, from.stride}, work(b), group, replies[b]);
        };
        if (steps >= G) {
            first(groups[0], several);
        } else {
            first(single, one);
        }
        int m = 0;
        for (int which = 0; m + G <= steps; m += G, which = 1 - which) {
            auto& mine = groups[which];
            auto& next = groups[1 - which];
            int const left = steps - m - G;
            if (left >= G) {
                next.template look_at<X>(in, m + G);
            } else if (left > 0) {
                single.template look_at<X>(in, m + G);
            }
            for (int b = 0; b < Blocks; ++b) {
                leave(m, b);
                settle(of_block(b), m, mine, several[b]);
                say(m, mine, several[b], out.from(b * width));
                if (left >= G) {
                    turn(now(b), work(b), mine, several[b], next, several[b]);
                } else if (left > 0) {
                    turn(now(b), work(b), mine, several[b], single, one[b]);
                } else {
                    turn(now(b), end(b), mine, several[b]);
                }
            }
        }
        for (int b = 0; m < steps && b < Blocks; ++b) {
            leave(m, b);
            settle(of_block(b), m, single, one[b]);
            say(m, single, one[b], out.from(b * width));
            turn(now(b), end(b), single, one[b]);
        }
    }
};

}  // namespace lathe::kernel
