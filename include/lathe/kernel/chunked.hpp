#pragma once
/// \file
/// The forward pass of kernel::recurrence by products of matrices, a chunk of C tokens at a time (the WY form of Yang et al.
/// 2024, arXiv:2406.06484, eq. 8 to 11, with decays as in arXiv:2412.06464), for memories that decay as a whole or not at all.
///
///     D_rs = product of a_i, s < i <= r      P_r = product of a_i, i <= r
///     U_r  = rate_r (v_r - P_r S^T k_r) - sum_(s < r) rate_r <k_r, k_s> D_rs U_s      (write::delta; U = V for hebbian)
///     O_r  = P_r S^T q_r + sum_(s <= r) <q_r, k_s> D_rs U_s
///     S'   = P_C S + sum_r D_Cr k_r U_r^T
///
/// It writes what the sweep writes, up to rounding, and leaves the same states for a backward pass.

#include <lathe/kernel/grid.hpp>
#include <lathe/kernel/recurrence.hpp>

#include <algorithm>

namespace lathe::kernel {

template <class Kernels, memory::rule R, int K, int V>
struct chunked {
    using sweep = recurrence<R, K, V>;
    static constexpr int chunk = sweep::chunk;
    /// Numbers that a forward pass works in: a state, what is written, what keys and queries say, and keys at its end.
    static constexpr int space = K * V + 3 * chunk * V + chunk * K;
    static_assert(R.decays != memory::decay::channel && R.writes != memory::write::split && R.steps == 1 &&
                      R.reads == memory::reading::after,
                  "lathe[kernel.chunked]: chunks are for one write of a token, a decay of the whole memory or none, read afterwards");

    template <class T>
    static constexpr void forward(head_rows<T const> const& in, T const* from, T* to, strand<T> out, T* starts,
                                  std::ptrdiff_t start_step, T* space_of) {
        using matrix = grid<T>;
        using source = grid<T const>;
        T* const state = space_of;
        T* const u = state + K * V;
        T* const said = u + chunk * V;
        T* const asked = said + chunk * V;
        T* const last_keys = asked + chunk * V;
        std::copy(from, from + K * V, state);
        for (int begin = 0; begin < in.count; begin += chunk) {
            int const n = std::min(chunk, in.count - begin);
            if (starts) std::copy(state, state + K * V, starts + begin / chunk * start_step);
            T between[chunk][chunk] = {}, by_key[chunk][chunk] = {}, by_query[chunk][chunk] = {}, since[chunk] = {};
            for (int r = 0; r < n; ++r) {
                T const a = R.decays == memory::decay::none ? T(1) : in.decay[begin + r][0];
                since[r] = r == 0 ? a : since[r - 1] * a;
                for (int s = 0; s < r; ++s) between[r][s] = between[r - 1][s] * a;
                between[r][r] = T(1);
            }
            source const key{in.key[begin], static_cast<int>(in.key.step)};
            source const query{in.query[begin], static_cast<int>(in.query.step)};
            Kernels::product_transposed(matrix{&by_query[0][0], chunk}, query, key, n, K, n);
            Kernels::product(matrix{asked, V}, query, source{state, V}, n, K, V);
            if constexpr (R.writes == memory::write::delta) {
                Kernels::product_transposed(matrix{&by_key[0][0], chunk}, key, key, n, K, n);
                Kernels::product(matrix{said, V}, key, source{state, V}, n, K, V);
            }
            for (int r = 0; r < n; ++r) {
                T const* const value = in.value[begin + r];
                T* const mine = u + r * V;
                if constexpr (R.writes == memory::write::delta) {
                    Kernels::map(V, mine, [p = since[r]](auto v, auto w) { return v - w * p; }, value,
                                 static_cast<T const*>(said + r * V));
                    for (int s = 0; s < r; ++s) {
                        Kernels::accumulate(V, mine, [f = -by_key[r][s] * between[r][s]](auto w) { return w * f; },
                                            static_cast<T const*>(u + s * V));
                    }
                    Kernels::map(V, mine, [f = in.rate[begin + r][0]](auto w) { return w * f; }, static_cast<T const*>(mine));
                } else {
                    std::copy(value, value + V, mine);
                }
                for (int s = 0; s < chunk; ++s) by_query[r][s] = s <= r ? by_query[r][s] * between[r][s] : T(0);
                Kernels::map(V, out[begin + r], [p = since[r]](auto w) { return w * p; }, static_cast<T const*>(asked + r * V));
                Kernels::map(K, last_keys + r * K, [d = between[n - 1][r]](auto w) { return w * d; }, in.key[begin + r]);
            }
            Kernels::product(matrix{out[begin], static_cast<int>(out.step)}, source{&by_query[0][0], chunk}, source{u, V}, n, n, V, true);
            if constexpr (R.decays != memory::decay::none) {
                Kernels::map(K * V, state, [p = since[n - 1]](auto w) { return w * p; }, static_cast<T const*>(state));
            }
            Kernels::product_outer(matrix{state, V}, source{last_keys, K}, source{u, V}, n, K, V, true);
        }
        if (to) std::copy(state, state + K * V, to);
    }
};

}  // namespace lathe::kernel
