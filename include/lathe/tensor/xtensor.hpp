#pragma once
/// \file
/// xtensor views on the memory of lathe: what users hand in and get back, without a copy.

#include <lathe/core/leaf.hpp>
#include <lathe/tensor/dense.hpp>

#include <xtensor/xadapt.hpp>
#include <xtensor/xtensor.hpp>

#include <array>
#include <cstddef>

namespace lathe::tensor {

/// Out x In (or Rows x Columns) numbers of a leaf, indexed as in the mathematics. The view writes where the leaf stands
/// and must not outlive it.
template <class Leaf>
auto view(Leaf& leaf) {
    constexpr auto rows = static_cast<std::size_t>(Leaf::rows);
    constexpr auto columns = static_cast<std::size_t>(Leaf::columns);
    constexpr bool by_input = Leaf::is == kind::matrix;
    std::array<std::size_t, 2> const shape{rows, columns};
    std::array<std::size_t, 2> const strides{by_input ? 1 : columns, by_input ? rows : 1};
    return xt::adapt(leaf.data(), rows * columns, xt::no_ownership(), shape, strides);
}

/// n x width numbers that stand row by row: logits of a session, rows of a run.
template <class T>
auto view(T* data, std::size_t rows, std::size_t width) {
    std::array<std::size_t, 2> const shape{rows, width};
    return xt::adapt(data, rows * width, xt::no_ownership(), shape);
}

}  // namespace lathe::tensor
