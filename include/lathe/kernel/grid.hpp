#pragma once
/// \file
/// A matrix in memory: element (i, j) stands at data[i * stride + j]. The stride is at least the number of columns.

#include <cstddef>
#include <type_traits>

namespace lathe::kernel {

template <class T>
struct grid {
    T* data;
    int stride;

    constexpr T* row(int i) const { return data + static_cast<std::ptrdiff_t>(i) * stride; }
    constexpr operator grid<T const>() const
        requires(!std::is_const_v<T>)
    {
        return {data, stride};
    }
};

template <class T>
grid(T*, int) -> grid<T>;

/// A grid that is only read; a parameter of this type takes part in no deduction, so grid<T> converts to it.
template <class T>
using source = std::type_identity_t<grid<T const>>;

}  // namespace lathe::kernel
