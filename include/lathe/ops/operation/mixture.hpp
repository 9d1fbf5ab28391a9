#pragma once
/// \file
/// Mixtures of embeddings: what a distribution over symbols looks like as a row.

#include <lathe/kernel/grid.hpp>
#include <lathe/ops/handle.hpp>

#include <algorithm>

namespace lathe::ops::op {

/// y_i = sum_k p_k E_(v_k) over the K largest entries v_k of row i of x, p = softmax of these entries; of equal entries the
/// first ones. E: V x W, x: n x V -> n x W. Soft thinking (Zhang et al. 2025, arXiv:2505.15778) keeps K <= 30 of them; with
/// K = 1 it is the embedding of the most likely symbol, and x has no derivative. If fewer than K symbols exist, all count.
template <int K>
struct mixture {
    static_assert(K >= 1, "lathe[ops.mixture.count]: a mixture has at least one symbol");
    static constexpr auto name = "mixture";

    template <class E>
    static constexpr int kept = K < E::rows ? K : E::rows;

    template <class E>
    static constexpr int keeps(bool, E const&, handle auto const& x) {
        return 2 * kept<E> * x.count;  // symbols and shares
    }
    template <class E, handle X>
    static constexpr auto result(E const&, X const& x) {
        static_assert(E::rows == X::width, "lathe[ops.mixture]: the table has not as many rows as there are symbols");
        return extent<E::columns>{x.count};
    }
    template <class E, handle X>
    static constexpr price cost(E const&, X const& x) {
        return {2.0 * kept<E> * E::columns * x.count, 1.0 * x.size() + 1.0 * (kept<E> + 1) * E::columns * x.count};
    }

    template <class Kernels, class E, class X>
    static constexpr void forward(auto y, auto* keep, E e, X x) {
        using t = typename X::value_type;
        constexpr int n = kept<E>;
        for (int i = 0; i < x.count; ++i) {
            t* const symbols = keep + static_cast<std::ptrdiff_t>(2 * n) * i;
            t* const shares = symbols + n;
            choose<n>(x.row(i), X::width, symbols, shares);
            Kernels::softmax(kernel::grid<t>{shares, n}, {shares, n}, 1, n, t(1), [](int) { return n; });
            std::fill(y.row(i), y.row(i) + E::columns, t(0));
            for (int k = 0; k < n; ++k) {
                Kernels::accumulate(E::columns, y.row(i), [p = shares[k]](auto v) { return p * v; },
                                    e.data + static_cast<std::ptrdiff_t>(symbols[k]) * E::columns);
            }
        }
    }
    template <class Kernels, class E, class X>
    static constexpr void backward(auto y, auto* keep, E e, X x) {
        using t = typename X::value_type;
        constexpr int n = kept<E>;
        for (int i = 0; i < x.count; ++i) {
            t const* const symbols = keep + static_cast<std::ptrdiff_t>(2 * n) * i;
            t const* const shares = symbols + n;
            auto const row = [&](int k) { return static_cast<std::ptrdiff_t>(symbols[k]) * E::columns; };
            t along[static_cast<std::size_t>(n)] = {};
            t mean = 0;
            for (int k = 0; k < n; ++k) {
                if (e.slope) {
                    Kernels::accumulate(E::columns, e.slope + row(k), [p = shares[k]](auto d) { return p * d; }, y.row_slope(i));
                }
                along[k] = Kernels::template sum<t>(E::columns, [](auto d, auto v) { return d * v; },
                                                    static_cast<t const*>(y.row_slope(i)), e.data + row(k));
                mean += shares[k] * along[k];
            }
            for (int k = 0; x.slope && k < n; ++k) {
                x.row_slope(i)[static_cast<std::ptrdiff_t>(symbols[k])] += shares[k] * (along[k] - mean);
            }
        }
    }

private:
    /// The n largest entries in falling order; what is not a number counts as the largest.
    template <int N, class T>
    static constexpr void choose(T const* row, int width, T* symbols, T* values) {
        auto const above = [](T a, T b) { return a > b || (a != a && b == b); };
        int filled = 0;
        for (int v = 0; v < width; ++v) {
            if (filled == N && !above(row[v], values[N - 1])) {
                continue;
            }
            int k = filled < N ? filled++ : N - 1;
            for (; k > 0 && above(row[v], values[k - 1]); --k) {
                values[k] = values[k - 1];
                symbols[k] = symbols[k - 1];
            }
            values[k] = row[v];
            symbols[k] = static_cast<T>(v);
        }
    }
};

}  // namespace lathe::ops::op
