#pragma once
/// \file
/// Storage of weights as plain numbers: `weights<Model, dense<float>>` is a nested struct of arrays whose layout is the
/// layout, whose sizeof is the size, and which an optimiser walks as one block.

#include <lathe/core/leaf.hpp>

namespace lathe::tensor {

/// Every leaf is an array of T aligned to 64 bytes; its length is padded with zeros to a multiple of 64 bytes.
template <class T>
struct dense {
    using value_type = T;

    template <kind Kind, int Rows, int Columns, class Initial>
    struct leaf {
        static constexpr kind is = Kind;
        static constexpr int rows = Rows;
        static constexpr int columns = Columns;
        static constexpr int size = Rows * Columns;
        static constexpr int padded = (size + 15) / 16 * 16;
        using initial = Initial;
        using value_type = T;

        alignas(64) T value[static_cast<unsigned>(padded)] = {};

        /// Where entry (row, column) of the mathematics stands: matrices are stored input by input.
        static constexpr int offset(int row, int column) {
            return Kind == kind::matrix ? column * Rows + row : row * Columns + column;
        }
        constexpr T const* data() const { return value; }
        constexpr T* data() { return value; }
        constexpr T operator()(int row, int column) const { return value[offset(row, column)]; }
        constexpr T& operator()(int row, int column) { return value[offset(row, column)]; }
    };
};

}  // namespace lathe::tensor
