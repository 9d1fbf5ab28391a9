#pragma once
/// \file
/// Storage of weights for inference: matrices in panels of a form (kernel/panel.hpp), as products read them; everything
/// else, and matrices of fewer rows than a batch has entries, dense. A model does not know the difference; a tape does not
/// take it, because nothing steps these weights.

#include <lathe/kernel/panel.hpp>
#include <lathe/tensor/dense.hpp>

#include <cstddef>
#include <type_traits>

namespace lathe::tensor {

template <class Form>
struct packed {
    using value_type = typename Form::number;

    template <int Rows, int Columns, class Initial>
    struct matrix {
        static constexpr kind is = kind::matrix;
        static constexpr int rows = Rows;
        static constexpr int columns = Columns;
        using initial = Initial;
        using form = Form;
        using value_type = typename Form::number;
        using layout = kernel::panel_layout<Form>;

        alignas(64) typename Form::word value[static_cast<std::size_t>(layout::size(Rows, Columns))] = {};

        typename Form::word const* panels() const { return value; }
        /// As the form has understood it.
        value_type operator()(int row, int column) const { return layout::read(value, row, column, Columns); }
        /// Everything at once: numbers of a group may share a scale.
        void pack(auto const& from) { layout::pack(value, Rows, Columns, from); }
    };

    /// Matrices of few rows would be padding for the most part; they stay dense.
    template <kind Kind, int Rows, int Columns, class Initial>
    using leaf = typename std::conditional_t<Kind == kind::matrix && (Rows >= kernel::panel_layout<Form>::lanes),
                                             std::type_identity<matrix<Rows, Columns, Initial>>,
                                             std::type_identity<typename dense<value_type>::template leaf<Kind, Rows, Columns, Initial>>>::type;
};

}  // namespace lathe::tensor
