#pragma once
/// \file
/// One head of a linear memory along one sequence, forwards (recurrence_forward) and backwards: the derivative of what it
/// says, by everything it reads. Chunk by chunk from the end, the states of a chunk are made again from the one that the
/// forward pass left before it, and gone through backwards.

#include <lathe/kernel/recurrence_forward.hpp>

namespace lathe::kernel {

template <memory::rule R, int K, int V>
struct recurrence : recurrence_forward<R, K, V> {
    using base = recurrence_forward<R, K, V>;
    using base::chunk;
    using base::chunks;
    using base::n;
    /// Numbers that a backward pass writes its states to.
    static constexpr int history = (chunk * n + 1) * K * V;

    /// `slopes` are added to; `last` is the derivative by the state after the last token (or null), that by the first
    /// state is added to `first` (or not, if it is null).
    template <class Wide, class T>
    static constexpr void backward(head_rows<T const> const& in, head_rows<T> const& slopes, strand<T const> out_slope,
                                   T const* starts, std::ptrdiff_t start_step, T const* last, T* first, T* history_space) {
        base::template each_block<Wide, 2>([&]<class X, int Strips>(int column) {
            columns_backward<X, Strips, T>(in.columns(column), slopes.columns(column), out_slope.from(column),
                                           {starts + column, V}, start_step, {last ? last + column : nullptr, V},
                                           {first ? first + column : nullptr, V}, history_space);
        });
    }

private:
    using base::after;
    using base::asks;
    using base::queried;
    using base::splits;
    template <int G, class T>
    using group = typename base::template group<G, T>;
    template <int G, class X, int Strips>
    using replies = typename base::template replies<G, X, Strips>;

    /// to[i] += sum over the lanes of from[i]
    template <class X, class T>
    static constexpr void add_sums(T* to, X* from) {
        constexpr int lanes = lanes_of<X>;
        int i = 0;
        if constexpr (lanes > 1) {
            for (; i + lanes <= K; i += lanes) {
                X rows[static_cast<unsigned>(lanes)];
                for (int l = 0; l < lanes; ++l) rows[l] = from[i + l];
                store_to(to + i, load_from<X>(to + i) + row_sums(rows));
            }
        }
        for (; i < K; ++i) to[i] += total_of(from[i]);
    }
    template <class X, int Strips, class T>
    static constexpr void columns_backward(head_rows<T const> in, head_rows<T> d, strand<T const> out_slope,
                                           block<T const> starts, std::ptrdiff_t start_step, block<T const> last,
                                           block<T> first, T* history_space) {
        constexpr int lanes = lanes_of<X>;
        constexpr int width = Strips * lanes;
        X slope[K][Strips];
        for (int i = 0; i < K; ++i) {
            for (int s = 0; s < Strips; ++s) slope[i][s] = last.data ? load_from<X>(last.row(i) + s * lanes) : X(T(0));
        }
        auto const state = [&](int step) { return block<T>{history_space + step * K * width, width}; };
        X u[chunk * n][Strips], erased[chunk * n][Strips];
        for (int c = chunks(in.count) - 1; c >= 0; --c) {
            int const begin = c * chunk * n;
            int const end = begin + chunk * n < in.count * n ? begin + chunk * n : in.count * n;
            // forwards again, with all states in between
            group<1, T> steps[2];
            replies<1, X, Strips> r;
            steps[0].template look_at<X>(in, begin);
            base::template look<true>({starts.data + c * start_step, starts.stride}, state(0), steps[0], r);
            for (int m = begin; m < end; ++m) {
                auto const& mine = steps[(m - begin) % 2];
                auto& next = steps[(m - begin + 1) % 2];
                base::settle(in, m, mine, r);
                for (int s = 0; s < Strips; ++s) {
                    u[m - begin][s] = r.under[0][s];
                    erased[m - begin][s] = asks ? r.answer[group<1, T>::questions_of_step - 1][s] : X(T(0));
                }
                block<T> const now = state(m - begin);
                if (m + 1 < end) {
                    next.template look_at<X>(in, m + 1);
                    base::turn({now.data, now.stride}, state(m - begin + 1), mine, r, next, r);
                } else {
                    base::turn({now.data, now.stride}, state(m - begin + 1), mine, r);
                }
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
                    store_to(to, load_from<X>(to) + slope[i][s]);
                }
            }
        }
    }

    /// slope is the derivative by the state after step m, and becomes that by the state before it.
    template <class X, int Strips, class T>
    static constexpr void step_backward(head_rows<T const> const& in, head_rows<T> const& d, strand<T const> out_slope, int m,
                                        block<T> earlier, block<T> later, X const (&u)[Strips], X const (&erased)[Strips],
                                        X (&slope)[K][Strips]) {
        constexpr int lanes = lanes_of<X>;
        constexpr int of_split = splits ? K : 1;
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
            o[s] = asked ? load_from<X>(out_slope[t] + s * lanes) : X(T(0));
        }
        for (int i = 0; i < K; ++i) {
            X q_sum(T(0)), k_sum(T(0)), b_sum(T(0));
            for (int s = 0; s < Strips; ++s) {
                X const read = load_from<X>((after ? later : earlier).row(i) + s * lanes);
                q_sum = kernel::fma(read, o[s], q_sum);
                if constexpr (after) slope[i][s] = kernel::fma(X(query[i]), o[s], slope[i][s]);
                k_sum = kernel::fma(slope[i][s], u[s], k_sum);
                written_slope[s] = kernel::fma(X(key[i]), slope[i][s], written_slope[s]);
                if constexpr (splits) {
                    b_sum = kernel::fma(slope[i][s], erased[s], b_sum);
                    erased_slope[s] = kernel::fma(X(in.add[t][i]), slope[i][s], erased_slope[s]);
                }
            }
            by_query[i] = q_sum;
            by_key[i] = k_sum;
            if constexpr (splits) by_add[i] = b_sum;
        }
        X rate_sum(T(0));
        for (int s = 0; s < Strips; ++s) {
            X value_slope = written_slope[s];
            if constexpr (R.writes == memory::write::delta) {
                X const rate(in.rate[t][step]);
                X const error = load_from<X>(in.value[t] + step * V + s * lanes) - erased[s];
                rate_sum = kernel::fma(written_slope[s], error, rate_sum);
                value_slope = rate * written_slope[s];
                error_slope[s] = value_slope;
            }
            if (d.value.data) {
                T* const to = d.value[t] + step * V + s * lanes;
                store_to(to, load_from<X>(to) + value_slope);
            }
        }
        X decay_sum(T(0));
        for (int i = 0; i < K; ++i) {
            X const factor(decays ? (R.decays == memory::decay::channel ? a[i] : a[0]) : T(1));
            X g_sum(T(0)), e_sum(T(0)), k_sum = by_key[i];
            for (int s = 0; s < Strips; ++s) {
                X const old = load_from<X>(earlier.row(i) + s * lanes);
                X const kept = R.decays == memory::decay::none ? old : old * factor;
                X kept_slope = slope[i][s];
                if constexpr (R.writes == memory::write::delta) {
                    k_sum = k_sum - kept * error_slope[s];
                    kept_slope = kept_slope - X(key[i]) * error_slope[s];
                }
                if constexpr (R.decays != memory::decay::none) g_sum = kernel::fma(kept_slope, kept, g_sum);
                X old_slope = R.decays == memory::decay::none ? kept_slope : kept_slope * factor;
                if constexpr (splits) {
                    e_sum = kernel::fma(old, erased_slope[s], e_sum);
                    old_slope = kernel::fma(X(in.erase[t][i]), erased_slope[s], old_slope);
                }
                if constexpr (!after) old_slope = kernel::fma(X(query[i]), o[s], old_slope);
                slope[i][s] = old_slope;
            }
            by_key[i] = k_sum;
            if constexpr (splits) by_erase[i] = e_sum;
            if constexpr (R.decays == memory::decay::channel) {
                by_decay[i] = g_sum;
            } else {
                decay_sum = decay_sum + g_sum;
            }
        }
        if (asked && d.query.data) add_sums<X, T>(d.query[t], by_query);
        if (d.key.data) add_sums<X, T>(d.key[t] + step * K, by_key);
        if (R.writes == memory::write::delta && d.rate.data) d.rate[t][step] += total_of(rate_sum);
        if constexpr (splits) {
            if (d.add.data) add_sums<X, T>(d.add[t], by_add);
            if (d.erase.data) add_sums<X, T>(d.erase[t], by_erase);
        }
        if constexpr (R.decays == memory::decay::channel) {
            if (decays && d.decay.data) add_sums<X, T>(d.decay[t], by_decay);
        } else if constexpr (R.decays == memory::decay::scalar) {
            if (decays && d.decay.data) d.decay[t][0] += total_of(decay_sum);
        }
    }
};

}  // namespace lathe::kernel
