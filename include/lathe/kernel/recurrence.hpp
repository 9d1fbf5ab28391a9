#pragma once
/// \file
/// One head of a linear memory along one sequence, forwards and backwards, a block of columns at a time.
///
///     S~ = Diag(a) S                          decay: none, one number for each token, one for each channel
///     S' = S~ + k u^T                         u = v                      write::hebbian
///                                             u = rate (v - S~^T k)      write::delta, `steps` of them for each token
///     S' = S~ + b (S^T e)^T + k v^T                                      write::split, it reads the undecayed S
///     o  = S'^T q, or S^T q                   reading::after, reading::before
///
/// Columns of S know nothing of each other, so a block of them goes through all tokens before the next block is
/// fetched, and stays in the first cache. One sweep over the block writes token t and reads for token t + 1: nothing is
/// read twice, 4 multiply-adds for each number and token. X is a batch of T, or T itself for columns that fill none.

#include <lathe/core/memory.hpp>
#include <lathe/kernel/batch.hpp>
#include <lathe/kernel/shuffle.hpp>

#include <concepts>
#include <cstddef>
#include <type_traits>

namespace lathe::kernel {

/// The numbers of one head, token by token: `step` numbers lie between two tokens.
template <class T>
struct strand {
    T* data = nullptr;
    std::ptrdiff_t step = 0;

    constexpr T* operator[](int t) const { return data + t * step; }
    constexpr strand from(int offset) const { return {data ? data + offset : nullptr, step}; }
};

/// What one head of one sequence reads; keys, values and rates of one token lie side by side if there are several steps.
template <class T>
struct head_rows {
    int count = 0;
    strand<T> query, key, value, decay, rate, erase, add;

    /// The same for the columns from `column` on; values of the steps are `width` apart.
    constexpr head_rows columns(int column) const {
        auto part = *this;
        part.value = value.from(column);
        return part;
    }
};

/// A matrix of which some columns are meant.
template <class T>
struct block {
    T* data = nullptr;
    std::ptrdiff_t stride = 0;
    constexpr T* row(int i) const { return data + i * stride; }
};

template <memory::rule R, int K, int V>
struct recurrence {
    static constexpr int n = R.steps;
    static constexpr int chunk = 16;  ///< tokens between two states that a forward pass leaves for the backward one
    static constexpr int chunks(int tokens) { return (tokens + chunk - 1) / chunk; }
    /// Numbers that a backward pass writes its states to.
    static constexpr int history = (chunk * n + 1) * K * V;

    /// f<X, Strips>(first column) for blocks that cover all columns.
    template <class Wide, int Most, class F>
    static constexpr void each_block(F&& f) {
        using number = typename scalar_of<Wide>::type;
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

    /// S goes from `from` to `to`, which may be the same, or null: nobody asks for it. With `starts`, the state before every chunk is left there.
    template <class Wide, class T>
    static constexpr void forward(head_rows<T const> const& in, T const* from, T* to, strand<T> out, T* starts,
                                  std::ptrdiff_t start_step) {
        each_block<Wide, 4>([&]<class X, int Strips>(int column) {
            columns_forward<X, Strips, T>(in.columns(column), {from + column, V}, {to ? to + column : nullptr, V}, out.from(column),
                                          {starts ? starts + column : nullptr, V}, start_step);
        });
    }

    /// `slopes` are added to; `last` is the derivative by the state after the last token (or null), that by the first
    /// state is added to `first` (or not, if it is null).
    template <class Wide, class T>
    static constexpr void backward(head_rows<T const> const& in, head_rows<T> const& slopes, strand<T const> out_slope,
                                   T const* starts, std::ptrdiff_t start_step, T const* last, T* first, T* history_space) {
        each_block<Wide, 2>([&]<class X, int Strips>(int column) {
            columns_backward<X, Strips, T>(in.columns(column), slopes.columns(column), out_slope.from(column),
                                           {starts + column, V}, start_step, {last ? last + column : nullptr, V},
                                           {first ? first + column : nullptr, V}, history_space);
        });
    }

private:
    template <class X>
    struct scalar_of {
        using type = X;
    };
    template <class X>
        requires requires { typename X::value_type; }
    struct scalar_of<X> {
        using type = typename X::value_type;
    };
    template <class X>
    static constexpr int lanes_of = [] {
        if constexpr (requires { X::size; }) {
            return static_cast<int>(X::size);
        } else {
            return 1;
        }
    }();
    template <class X, class T>
    static constexpr X load(T const* p) {
        if constexpr (std::is_arithmetic_v<X>) {
            return *p;
        } else {
            return X::load_unaligned(p);
        }
    }
    template <class X, class T>
    static constexpr void store(T* p, X x) {
        if constexpr (std::is_arithmetic_v<X>) {
            *p = x;
        } else {
            x.store_unaligned(p);
        }
    }
    template <class X, class T>
    static constexpr T total(X x) {
        if constexpr (std::is_arithmetic_v<X>) {
            return x;
        } else {
            return fold_lanes(x, [](auto a, auto b) { return a + b; });
        }
    }
    /// Sum of a_i b_i over the K channels.
    template <class X, class T>
    static constexpr T dot(T const* a, T const* b) {
        constexpr int lanes = lanes_of<X>;
        T sum = 0;
        int i = 0;
        if constexpr (lanes > 1 && K >= lanes) {
            X part(T(0));
            for (; i + lanes <= K; i += lanes) part = kernel::fma(load<X>(a + i), load<X>(b + i), part);
            sum = total<X, T>(part);
        }
        for (; i < K; ++i) sum += a[i] * b[i];
        return sum;
    }
    /// to[i] += sum over the lanes of from[i]
    template <class X, class T>
    static constexpr void add_sums(T* to, X* from) {
        constexpr int lanes = lanes_of<X>;
        int i = 0;
        if constexpr (lanes > 1) {
            for (; i + lanes <= K; i += lanes) {
                X rows[static_cast<unsigned>(lanes)];
                for (int l = 0; l < lanes; ++l) rows[l] = from[i + l];
                store(to + i, load<X>(to + i) + row_sums(rows));
            }
        }
        for (; i < K; ++i) to[i] += total<X, T>(from[i]);
    }
    /// x, multiplied by a token's decay.
    template <class T>
    static constexpr void decayed(T* y, T const* x, T const* a) {
        for (int i = 0; i < K; ++i) y[i] = x[i] * (R.decays == memory::decay::channel ? a[i] : a[0]);
    }

    /// What the sweep that writes step m - 1 reads for step m: the vectors that S^T is applied to.
    template <class T>
    struct questions {
        alignas(64) T held[2][K];
        T const* erase = nullptr;
        T const* query = nullptr;

        constexpr void ask(head_rows<T const> const& in, int m) {
            int const t = m / n;
            int const step = m % n;
            erase = in.key[t] ? in.key[t] + step * K : nullptr;
            query = in.query[t];
            if constexpr (R.writes == memory::write::split) {
                erase = in.erase[t];
            }
            if constexpr (R.decays != memory::decay::none) {
                if (step == 0 && R.writes == memory::write::delta) {
                    decayed(held[0], erase, in.decay[t]);
                    erase = held[0];
                }
                if (n == 1 && R.reads == memory::reading::after) {
                    decayed(held[1], query, in.decay[t]);
                    query = held[1];
                }
            }
        }
    };

    template <class X, int Strips>
    struct answers {
        X erase[Strips], query[Strips];
    };

    static constexpr bool asks = R.writes != memory::write::hebbian;
    /// Step m is one whose state before it the query reads.
    static constexpr bool queried(int m) { return R.reads == memory::reading::after ? m % n == n - 1 : m % n == 0; }

    /// One sweep: to = write(from), unless to is null, and what is asked next is answered from it.
    template <bool Decays, bool Writes, bool Answers, bool Stores = true, class X, int Strips, class T>
    static constexpr void sweep(block<T const> from, block<T> to, T const* a, T const* key, T const* add,
                                X const (&u)[Strips], X const (&erased)[Strips], questions<T> const& next,
                                answers<X, Strips>& reply) {
        constexpr int lanes = lanes_of<X>;
        constexpr int ways = Strips >= 4 ? 1 : Strips == 2 ? 2 : 4;
        X erase[ways][Strips], query[ways][Strips];
        for (int w = 0; w < ways; ++w) {
            for (int s = 0; s < Strips; ++s) {
                erase[w][s] = X(T(0));
                query[w][s] = X(T(0));
            }
        }
        auto const one = [&](int i, X(&erase_sum)[Strips], X(&query_sum)[Strips]) {
            T const* const source = from.row(i);
            T* const target = Stores ? to.row(i) : nullptr;
            // all of them once, before the first store, behind which they might have changed
            X const factor(Decays ? a[R.decays == memory::decay::channel ? i : 0] : T(0));
            X const written_key(Writes ? key[i] : T(0));
            X const added_key(Writes && R.writes == memory::write::split ? add[i] : T(0));
            X const erase_key(Answers && asks ? next.erase[i] : T(0));
            X const query_key(Answers ? next.query[i] : T(0));
#pragma GCC unroll 4
            for (int s = 0; s < Strips; ++s) {
                X x = load<X>(source + s * lanes);
                if constexpr (Decays) x = x * factor;
                if constexpr (Writes && R.writes == memory::write::split) x = kernel::fma(added_key, erased[s], x);
                if constexpr (Writes) x = kernel::fma(written_key, u[s], x);
                if constexpr (Stores) store(target + s * lanes, x);
                if constexpr (Answers && asks) erase_sum[s] = kernel::fma(erase_key, x, erase_sum[s]);
                if constexpr (Answers) query_sum[s] = kernel::fma(query_key, x, query_sum[s]);
            }
        };
        int i = 0;
        for (; i + ways <= K; i += ways) {
#pragma GCC unroll 4
            for (int w = 0; w < ways; ++w) one(i + w, erase[w], query[w]);
        }
        for (; i < K; ++i) one(i, erase[0], query[0]);
        if constexpr (Answers) {
            for (int s = 0; s < Strips; ++s) {
                reply.erase[s] = erase[0][s];
                reply.query[s] = query[0][s];
                for (int w = 1; w < ways; ++w) {
                    reply.erase[s] = reply.erase[s] + erase[w][s];
                    reply.query[s] = reply.query[s] + query[w][s];
                }
            }
        }
    }
    template <bool Writes, bool Answers, class X, int Strips, class T>
    static constexpr void sweep(bool decays, block<T const> from, block<T> to, T const* a, T const* key, T const* add,
                                X const (&u)[Strips], X const (&erased)[Strips], questions<T> const& next,
                                answers<X, Strips>& reply) {
        if constexpr (R.decays == memory::decay::none) {
            sweep<false, Writes, Answers>(from, to, a, key, add, u, erased, next, reply);
        } else if (decays) {
            sweep<true, Writes, Answers>(from, to, a, key, add, u, erased, next, reply);
        } else if constexpr (n > 1 || !Writes) {
            sweep<false, Writes, Answers>(from, to, a, key, add, u, erased, next, reply);
        }
    }

    /// u of step m: what is written under its key.
    template <class X, int Strips, class T>
    static constexpr void written(head_rows<T const> const& in, int m, answers<X, Strips> const& reply, X (&u)[Strips]) {
        constexpr int lanes = lanes_of<X>;
        T const* const value = in.value[m / n] + (m % n) * V;
        for (int s = 0; s < Strips; ++s) {
            u[s] = load<X>(value + s * lanes);
            if constexpr (R.writes == memory::write::delta) {
                u[s] = X(in.rate[m / n][m % n]) * (u[s] - reply.erase[s]);
            }
        }
    }

    template <class X, int Strips, class T>
    static constexpr void columns_forward(head_rows<T const> in, block<T const> from, block<T> to, strand<T> out,
                                          block<T> starts, std::ptrdiff_t start_step) {
        constexpr int lanes = lanes_of<X>;
        int const steps = in.count * n;
        alignas(64) T held[static_cast<unsigned>(K * Strips * lanes)];  // a batch across two lines costs twice
        bool const alone = steps == 1 && to.data && !starts.data;  // then the state is not worth a copy
        block<T> const work = alone ? to : block<T>{held, Strips * lanes};
        X u[Strips], nothing[Strips];
        for (int s = 0; s < Strips; ++s) nothing[s] = X(T(0));
        questions<T> next;
        answers<X, Strips> reply{};
        next.ask(in, 0);
        T const* const no_vector = nullptr;
        if (alone) {
            sweep<false, false, true, false>(from, work, no_vector, no_vector, no_vector, nothing, nothing, next, reply);
        } else {
            sweep<false, false, true>(from, work, no_vector, no_vector, no_vector, nothing, nothing, next, reply);
        }
        for (int m = 0; m < steps; ++m) {
            int const t = m / n;
            if (starts.data && m % (chunk * n) == 0) {
                block<T> const left{starts.data + m / (chunk * n) * start_step, starts.stride};
                for (int i = 0; i < K; ++i) {
                    for (int s = 0; s < Strips; ++s) store(left.row(i) + s * lanes, load<X>(work.row(i) + s * lanes));
                }
            }
            T const* const key = in.key[t] + (m % n) * K;
            written(in, m, reply, u);
            if (queried(m)) {
                T const inner = R.reads == memory::reading::after ? dot<X>(in.query[t], key) : T(0);
                T const added = R.reads == memory::reading::after && R.writes == memory::write::split ? dot<X>(in.query[t], in.add[t]) : T(0);
                for (int s = 0; s < Strips; ++s) {
                    X o = reply.query[s];
                    if constexpr (R.reads == memory::reading::after) o = kernel::fma(X(inner), u[s], o);
                    if constexpr (R.reads == memory::reading::after && R.writes == memory::write::split) {
                        o = kernel::fma(X(added), reply.erase[s], o);
                    }
                    store(out[t] + s * lanes, o);
                }
            }
            T const* const a = R.decays == memory::decay::none ? nullptr : in.decay[t];
            T const* const add = R.writes == memory::write::split ? in.add[t] : nullptr;
            block<T const> const now = alone ? from : block<T const>{work.data, work.stride};
            X erased[Strips];
            for (int s = 0; s < Strips; ++s) erased[s] = reply.erase[s];
            if (m + 1 < steps) {
                next.ask(in, m + 1);
                sweep<true, true>(m % n == 0, now, work, a, key, add, u, erased, next, reply);
            } else {
                sweep<true, false>(m % n == 0, now, to.data ? to : work, a, key, add, u, erased, next, reply);
            }
        }
    }

    template <class X, int Strips, class T>
    static constexpr void columns_backward(head_rows<T const> in, head_rows<T> d, strand<T const> out_slope,
                                           block<T const> starts, std::ptrdiff_t start_step, block<T const> last,
                                           block<T> first, T* history_space) {
        constexpr int lanes = lanes_of<X>;
        constexpr int width = Strips * lanes;
        X slope[K][Strips];
        for (int i = 0; i < K; ++i) {
            for (int s = 0; s < Strips; ++s) slope[i][s] = last.data ? load<X>(last.row(i) + s * lanes) : X(T(0));
        }
        auto const state = [&](int step) { return block<T>{history_space + step * K * width, width}; };
        X u[chunk * n][Strips], erased[chunk * n][Strips];
        X nothing[Strips];
        for (int s = 0; s < Strips; ++s) nothing[s] = X(T(0));
        for (int c = chunks(in.count) - 1; c >= 0; --c) {
            int const begin = c * chunk * n;
            int const end = begin + chunk * n < in.count * n ? begin + chunk * n : in.count * n;
            // forwards again, with all states in between
            questions<T> next;
            answers<X, Strips> reply{};
            next.ask(in, begin);
            sweep<false, false, true>({starts.data + c * start_step, starts.stride}, state(0), static_cast<T const*>(nullptr),
                                      static_cast<T const*>(nullptr), static_cast<T const*>(nullptr), nothing, nothing, next,
                                      reply);
            for (int m = begin; m < end; ++m) {
                int const t = m / n;
                written(in, m, reply, u[m - begin]);
                for (int s = 0; s < Strips; ++s) erased[m - begin][s] = reply.erase[s];
                T const* const a = R.decays == memory::decay::none ? nullptr : in.decay[t];
                T const* const add = R.writes == memory::write::split ? in.add[t] : nullptr;
                next.ask(in, m + 1 < end ? m + 1 : m);
                block<T> const now = state(m - begin);
                sweep<true, true>(m % n == 0, {now.data, now.stride}, state(m - begin + 1), a, in.key[t] + (m % n) * K, add,
                                  u[m - begin], erased[m - begin], next, reply);
            }
            for (int m = end - 1; m >= begin; --m) {
                step_backward<X, Strips, T>(in, d, out_slope, m, state(m - begin), state(m - begin + 1), u[m - begin],
                                            erased[m - begin], slope);
            }
        }
        if (first.data) {
            for (int i = 0; i < K; ++i) {
                for (int s = 0; s < Strips; ++s) {
                    T* const to = first.row(i) + s * lanes;
                    store(to, load<X>(to) + slope[i][s]);
                }
            }
        }
    }

    /// slope is the derivative by the state after step m, and becomes that by the state before it.
    template <class X, int Strips, class T>
    static constexpr void step_backward(head_rows<T const> const& in, head_rows<T> const& d, strand<T const> out_slope, int m,
                                        block<T> before, block<T> after, X const (&u)[Strips], X const (&erased)[Strips],
                                        X (&slope)[K][Strips]) {
        constexpr int lanes = lanes_of<X>;
        constexpr int of_split = R.writes == memory::write::split ? K : 1;
        int const t = m / n;
        int const step = m % n;
        bool const decays = R.decays != memory::decay::none && step == 0;
        T const* const key = in.key[t] + step * K;
        T const* const query = in.query[t];
        T const* const a = R.decays == memory::decay::none ? nullptr : in.decay[t];
        bool const asked = queried(m);
        X by_query[K], by_key[K], by_add[of_split], by_erase[of_split], by_decay[R.decays == memory::decay::channel ? K : 1];
        X written_slope[Strips], erased_slope[Strips], error_slope[Strips], o[Strips];
        for (int s = 0; s < Strips; ++s) {
            written_slope[s] = X(T(0));
            erased_slope[s] = X(T(0));
            error_slope[s] = X(T(0));
            o[s] = asked ? load<X>(out_slope[t] + s * lanes) : X(T(0));
        }
        for (int i = 0; i < K; ++i) {
            X q_sum(T(0)), k_sum(T(0)), b_sum(T(0));
            for (int s = 0; s < Strips; ++s) {
                X const read = load<X>((R.reads == memory::reading::after ? after : before).row(i) + s * lanes);
                q_sum = kernel::fma(read, o[s], q_sum);
                if constexpr (R.reads == memory::reading::after) slope[i][s] = kernel::fma(X(query[i]), o[s], slope[i][s]);
                k_sum = kernel::fma(slope[i][s], u[s], k_sum);
                written_slope[s] = kernel::fma(X(key[i]), slope[i][s], written_slope[s]);
                if constexpr (R.writes == memory::write::split) {
                    b_sum = kernel::fma(slope[i][s], erased[s], b_sum);
                    erased_slope[s] = kernel::fma(X(in.add[t][i]), slope[i][s], erased_slope[s]);
                }
            }
            by_query[i] = q_sum;
            by_key[i] = k_sum;
            if constexpr (R.writes == memory::write::split) by_add[i] = b_sum;
        }
        X rate_sum(T(0));
        for (int s = 0; s < Strips; ++s) {
            X value_slope = written_slope[s];
            if constexpr (R.writes == memory::write::delta) {
                X const rate(in.rate[t][step]);
                X const error = load<X>(in.value[t] + step * V + s * lanes) - erased[s];
                rate_sum = kernel::fma(written_slope[s], error, rate_sum);
                value_slope = rate * written_slope[s];
                error_slope[s] = value_slope;
            }
            if (d.value.data) {
                T* const to = d.value[t] + step * V + s * lanes;
                store(to, load<X>(to) + value_slope);
            }
        }
        X decay_sum(T(0));
        for (int i = 0; i < K; ++i) {
            X const factor(decays ? (R.decays == memory::decay::channel ? a[i] : a[0]) : T(1));
            X g_sum(T(0)), e_sum(T(0)), k_sum = by_key[i];
            for (int s = 0; s < Strips; ++s) {
                X const old = load<X>(before.row(i) + s * lanes);
                X const kept = R.decays == memory::decay::none ? old : old * factor;
                X kept_slope = slope[i][s];
                if constexpr (R.writes == memory::write::delta) {
                    k_sum = k_sum - kept * error_slope[s];
                    kept_slope = kept_slope - X(key[i]) * error_slope[s];
                }
                if constexpr (R.decays != memory::decay::none) g_sum = kernel::fma(kept_slope, kept, g_sum);
                X old_slope = R.decays == memory::decay::none ? kept_slope : kept_slope * factor;
                if constexpr (R.writes == memory::write::split) {
                    e_sum = kernel::fma(old, erased_slope[s], e_sum);
                    old_slope = kernel::fma(X(in.erase[t][i]), erased_slope[s], old_slope);
                }
                if constexpr (R.reads == memory::reading::before) old_slope = kernel::fma(X(query[i]), o[s], old_slope);
                slope[i][s] = old_slope;
            }
            by_key[i] = k_sum;
            if constexpr (R.writes == memory::write::split) by_erase[i] = e_sum;
            if constexpr (R.decays == memory::decay::channel) {
                by_decay[i] = g_sum;
            } else {
                decay_sum = decay_sum + g_sum;
            }
        }
        if (asked && d.query.data) add_sums<X, T>(d.query[t], by_query);
        if (d.key.data) add_sums<X, T>(d.key[t] + step * K, by_key);
        if (R.writes == memory::write::delta && d.rate.data) d.rate[t][step] += total<X, T>(rate_sum);
        if constexpr (R.writes == memory::write::split) {
            if (d.add.data) add_sums<X, T>(d.add[t], by_add);
            if (d.erase.data) add_sums<X, T>(d.erase[t], by_erase);
        }
        if constexpr (R.decays == memory::decay::channel) {
            if (decays && d.decay.data) add_sums<X, T>(d.decay[t], by_decay);
        } else if constexpr (R.decays == memory::decay::scalar) {
            if (decays && d.decay.data) d.decay[t][0] += total<X, T>(decay_sum);
        }
    }
};

}  // namespace lathe::kernel
