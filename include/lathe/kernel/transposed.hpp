#pragma once
/// \file
/// y(m, n) op x(m, k) w(n, k)^T: blocks of w are transposed into packed panels, which then are the w of a tile.
///
/// Three rows at most are not worth it: there each entry is a sum over lanes along k, `lanes` columns at a time.

#include <lathe/kernel/shuffle.hpp>
#include <lathe/kernel/tile.hpp>

namespace lathe::kernel {

template <class T>
struct transposing {
    using batch = xsimd::batch<T>;
    static constexpr int lanes = static_cast<int>(batch::size);

    [[gnu::noinline]] static void product(grid<T> y, source<T> x, source<T> w, int m, int k, int n, bool add) {
        if (m > 3) return packed(y, x, w, m, k, n, add);
        for (int i = 0; i < m; ++i) dot(y.row(i), x.row(i), w, k, n, add);
    }

    static void packed(grid<T> y, source<T> x, source<T> w, int m, int k, int n, bool add) {
        tiling<T>::product_packed(y, {x.data, x.stride, 1}, w.data, w.stride, m, k, n, add,
                                  [](T* panel, T const* from, std::ptrdiff_t stride, int d, int deep, int j, int count) {
                                      panel_packing<form::own<T>>::turned(panel, {from + j * stride + d, static_cast<int>(stride)}, deep, deep, count);
                                  });
    }

    /// One row of y.
    static void dot(T* y, T const* x, source<T> w, int k, int n, bool add) {
        for (int j = 0; j < n; j += lanes) {
            int const count = std::min(lanes, n - j);
            batch total[lanes];
            // Columns that w has not are copies of the last, and are not stored.
            T const* column[lanes];
#pragma GCC unroll 16
            for (int i = 0; i < lanes; ++i) {
                total[i] = batch(T(0));
                column[i] = w.row(j + std::min(i, count - 1));
            }
            for (int d = 0; d < k; d += lanes) {
                edge<batch> const part(std::min(lanes, k - d));
                batch const a = part.load(x + d);
#pragma GCC unroll 16
                for (int i = 0; i < lanes; ++i) total[i] = kernel::fma(a, part.load(column[i] + d), total[i]);
            }
            edge<batch> const columns_left(count);
            batch sums = row_sums(total);
            if (add) sums += columns_left.load(y + j);
            columns_left.store(y + j, sums);
        }
    }
};

}  // namespace lathe::kernel
