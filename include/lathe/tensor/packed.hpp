#pragma once
/// \file
/// Storage of weights for inference: matrices in panels, as products read them, in numbers of type E; everything else,
/// and matrices of fewer rows than a batch has entries, dense. A model does not know the difference; a tape does not take
/// it, because nothing steps these weights.

#include <lathe/kernel/panel.hpp>
#include <lathe/tensor/dense.hpp>

#include <cstddef>
#include <type_traits>

namespace lathe::tensor {

/// T: the numbers that are computed with.
template <class T, class E = T>
struct packed {
    using value_type = T;

    template <int Rows, int Columns, class Initial>
    struct matrix {
        static constexpr kind is = kind::matrix;
        static constexpr int rows = Rows;
        static constexpr int columns = Columns;
        using initial = Initial;
        using value_type = T;
        using element = E;
        using layout = kernel::panel_layout<T, E>;

        alignas(64) E value[static_cast<std::size_t>(layout::size(Rows, Columns))] = {};

        E const* data() const { return value; }
        T operator()(int row, int column) const { return static_cast<T>(value[layout::offset(row, column, Columns)]); }
        void set(int row, int column, T x) { value[layout::offset(row, column, Columns)] = static_cast<E>(x); }
    };

    /// Matrices of few rows would be padding for the most part; they stay dense.
    template <kind Kind, int Rows, int Columns, class Initial>
    using leaf = typename std::conditional_t<Kind == kind::matrix && (Rows >= kernel::panel_layout<T, E>::lanes), std::type_identity<matrix<Rows, Columns, Initial>>,
                                             std::type_identity<typename dense<T>::template leaf<Kind, Rows, Columns, Initial>>>::type;
};

}  // namespace lathe::tensor
