#pragma once
/// \file
/// Steps of a linear memory, one or two in a row, seen from the state before them: what they write that state with, and
/// what is asked of it. Two steps share a sweep over the state, since a load and a store for each number cost as much as
/// three multiply-adds; what the second asks of the state between them is asked of the one before the first,
///
///     S'^T x = S^T (D x) + (k . x) u + (b . x) r,    S'' = D' D S + (D' k) u^T + (D' b) r^T + k' u'^T + b' r'^T,
///
/// with D, k, u, b, r of kernel/recurrence_forward.hpp, x a query or a key under which something is erased.

#include <lathe/core/memory.hpp>
#include <lathe/kernel/strand.hpp>

namespace lathe::kernel {

/// R, the rule; K, the channels of a key; V, the width of a value.
template <memory::rule R, int K, int V>
struct recurrence_steps {
    static constexpr int n = R.steps;
    static constexpr bool decays = R.decays != memory::decay::none;
    static constexpr bool splits = R.writes == memory::write::split;
    static constexpr bool asks = R.writes != memory::write::hebbian;  ///< a write reads the state before it
    static constexpr bool after = R.reads == memory::reading::after;
    /// The query of step m reads its state.
    static constexpr bool queried(int m) { return after ? m % n == n - 1 : m % n == 0; }
    /// A step with a decay.
    static constexpr bool forgets(int m) { return decays && m % n == 0; }

    template <class T>
    static constexpr T const* key_of(head_rows<T const> const& in, int m) {
        return in.key[m / n] + (m % n) * K;
    }
    /// D x of step m, in `held` unless nothing is forgotten.
    template <class T>
    static constexpr T const* decayed(head_rows<T const> const& in, int m, T const* x, T* held) {
        if (!forgets(m)) return x;
        T const* const a = in.decay[m / n];
        for (int i = 0; i < K; ++i) held[i] = x[i] * (R.decays == memory::decay::channel ? a[i] : a[0]);
        return held;
    }

    /// G steps in a row, seen from the state before them: what they write it with, and what is asked of it.
    template <int G, class T>
    struct group {
        static constexpr int writes_of_step = splits ? 2 : 1;
        static constexpr int questions_of_step = asks ? 2 : 1;
        static constexpr int writes = G * writes_of_step;
        static constexpr int questions = G * questions_of_step;

        alignas(64) T held[writes + 2 * questions + 1][K];
        T const* factor = nullptr;       ///< one number for each channel
        T const* write[writes];          ///< key (and added key) of each step
        T const* question[questions];    ///< query (and erased key) of each step
        T cross[questions_of_step][writes_of_step] = {};  ///< question of the second step . write of the first
        T own[G][writes_of_step] = {};              ///< write of a step . its query

        template <class X>
        constexpr void look_at(head_rows<T const> const& in, int m) {
            int free = 0;
            T const* factors[G] = {};
            for (int g = 0; g < G; ++g) {
                int const t = (m + g) / n;
                T const* const query = in.query[t];
                write[g * writes_of_step] = key_of(in, m + g);
                if constexpr (splits) write[g * writes_of_step + 1] = in.add[t];
                if (after && queried(m + g)) {
                    for (int w = 0; w < writes_of_step; ++w) own[g][w] = dot<K, X>(query, write[g * writes_of_step + w]);
                }
                // what a delta rule erases, and what is read after the write, is decayed before
                question[g * questions_of_step] = after && queried(m + g) ? decayed(in, m + g, query, held[free++]) : query;
                if constexpr (splits) {
                    question[g * questions_of_step + 1] = in.erase[t];
                } else if constexpr (asks) {
                    question[g * questions_of_step + 1] = decayed(in, m + g, write[g * writes_of_step], held[free++]);
                }
                if (forgets(m + g)) {
                    T* const all = held[free++];
                    T const* const a = in.decay[t];
                    for (int i = 0; i < K; ++i) all[i] = a[R.decays == memory::decay::channel ? i : 0];
                    factors[g] = all;
                }
            }
            factor = factors[0];
            if constexpr (G == 2) {
                for (int j = 0; j < questions_of_step; ++j) {
                    T const*& asked = question[questions_of_step + j];
                    for (int w = 0; w < writes_of_step; ++w) cross[j][w] = dot<K, X>(asked, write[w]);
                    asked = decayed(in, m, asked, held[free++]);
                }
                for (int w = 0; w < writes_of_step; ++w) write[w] = decayed(in, m + 1, write[w], held[free++]);
                if (factors[0] && factors[1]) {
                    for (int i = 0; i < K; ++i) held[free][i] = factors[0][i] * factors[1][i];
                    factor = held[free];
                } else if (factors[1]) {
                    factor = factors[1];
                }
            }
        }
    };
};

}  // namespace lathe::kernel
