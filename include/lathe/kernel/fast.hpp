#pragma once
/// \file
/// The kernels on xsimd batches, for float and double; the members and their meaning are those of kernel::plain.

#include <lathe/kernel/plain.hpp>
#include <lathe/kernel/tile.hpp>
#include <lathe/kernel/shuffle.hpp>

namespace lathe::kernel {

struct fast : plain {
    static constexpr auto name = "fast";

    template <class T>
    static void product(grid<T> y, source<T> x, source<T> w, int m, int k, int n, bool add = false) {
        tiling<T>::product(y, {x.data, x.stride, 1}, w.data, w.stride, m, k, n, add);
    }
    template <class T>
    static void product_outer(grid<T> w, source<T> x, source<T> y, int m, int k, int n, bool add = false) {
        tiling<T>::product(w, {x.data, 1, x.stride}, y.data, y.stride, k, m, n, add);
    }
};

}  // namespace lathe::kernel
