#pragma once
/// \file
/// Rows of one head of a memory as they stand between those of other heads, blocks of its state, and arithmetic that is
/// written once for batches X of T and for T itself.

#include <lathe/kernel/batch.hpp>
#include <lathe/kernel/shuffle.hpp>

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

/// The type of a batch's entries, or the number itself.
template <class X>
struct entry_of {
    using type = X;
};
template <class X>
    requires requires { typename X::value_type; }
struct entry_of<X> {
    using type = typename X::value_type;
};

/// Entries of a batch; a number is one.
template <class X>
inline constexpr int lanes_of = [] {
    if constexpr (requires { X::size; }) {
        return static_cast<int>(X::size);
    } else {
        return 1;
    }
}();

template <class X, class T>
constexpr X load_from(T const* p) {
    if constexpr (std::is_arithmetic_v<X>) {
        return *p;
    } else {
        return X::load_unaligned(p);
    }
}
template <class X, class T>
constexpr void store_to(T* p, X x) {
    if constexpr (std::is_arithmetic_v<X>) {
        *p = x;
    } else {
        x.store_unaligned(p);
    }
}
/// The sum of all entries.
template <class X>
constexpr typename entry_of<X>::type total_of(X x) {
    if constexpr (std::is_arithmetic_v<X>) {
        return x;
    } else {
        return fold_lanes(x, adding{});
    }
}
/// Sum of a_i b_i over N numbers.
template <int N, class X, class T>
constexpr T dot(T const* a, T const* b) {
    constexpr int lanes = lanes_of<X>;
    T sum = 0;
    int i = 0;
    if constexpr (lanes > 1 && N >= lanes) {
        X part(T(0));
        for (; i + lanes <= N; i += lanes) part = kernel::fma(load_from<X>(a + i), load_from<X>(b + i), part);
        sum = total_of(part);
    }
    for (; i < N; ++i) sum += a[i] * b[i];
    return sum;
}

}  // namespace lathe::kernel
