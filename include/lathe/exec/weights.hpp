#pragma once
/// \file
/// The weights of a model in memory: made, seen as one block, drawn from their initial distributions.

#include <lathe/core/random.hpp>
#include <lathe/core/walk.hpp>
#include <lathe/tensor/dense.hpp>

#include <cmath>
#include <cstdint>
#include <memory>
#include <span>

namespace lathe::exec {

template <class Model, class T = float>
using weights_of = typename Model::template weights<tensor::dense<T>>;

/// All numbers of a struct of weights, padding included, in the order of memory.
template <class T, class W>
std::span<T> block(W& weights) {
    static_assert(sizeof(W) % sizeof(T) == 0);
    return {reinterpret_cast<T*>(&weights), sizeof(W) / sizeof(T)};
}
template <class T, class W>
std::span<T const> block(W const& weights) {
    return {reinterpret_cast<T const*>(&weights), sizeof(W) / sizeof(T)};
}

namespace detail {

template <double Value>
double draw(initial::constant<Value>, random_numbers&, int, int, int, int) {
    return Value;
}
template <double Deviation>
double draw(initial::normal<Deviation>, random_numbers& numbers, int, int, int, int) {
    return Deviation * numbers.normal();
}
template <double Gain>
double draw(initial::fan_in<Gain>, random_numbers& numbers, int, int, int, int columns) {
    // a standard normal cut at two deviations has this deviation left
    constexpr double left = 0.87962566103423978;
    return numbers.truncated_normal(Gain / (left * std::sqrt(static_cast<double>(columns))), 2.0);
}
template <double Deviation, double Bound>
double draw(initial::truncated<Deviation, Bound>, random_numbers& numbers, int, int, int, int) {
    return numbers.truncated_normal(Deviation, Bound);
}
template <double Low, double High>
double draw(initial::log_uniform<Low, High>, random_numbers& numbers, int, int, int, int) {
    return std::log(Low + (High - Low) * numbers.uniform());
}
template <double Low, double High>
double draw(initial::inverse_softplus<Low, High>, random_numbers& numbers, int, int, int, int) {
    double const step = std::exp(std::log(Low) + (std::log(High) - std::log(Low)) * numbers.uniform());
    return step + std::log(-std::expm1(-step));
}
inline double draw(initial::retention, random_numbers&, int, int column, int, int) {
    return std::log1p(-std::exp2(-5.0 - column));
}
inline double draw(initial::sinusoid, random_numbers&, int row, int column, int, int columns) {
    int const half = columns / 2;
    int const k = column < half ? column : column - half;
    double const angle = row * std::exp(-k * std::log(1e4) / (half > 1 ? half - 1 : 1));
    return column < half ? std::sin(angle) : column < 2 * half ? std::cos(angle) : 0.0;
}

}  // namespace detail

/// Draws every leaf from its own stream of `seed`, so that a change to one leaf leaves the others as they were.
template <class W>
void initialise(W& weights, std::uint64_t seed) {
    std::uint64_t stream = 0;
    core::walk(weights, [&](std::string const&, auto& leaf) {
        using type = std::remove_reference_t<decltype(leaf)>;
        random_numbers numbers(seed, stream++);
        for (int r = 0; r < type::rows; ++r) {
            for (int c = 0; c < type::columns; ++c) {
                leaf(r, c) = static_cast<typename type::value_type>(
                    detail::draw(typename type::initial{}, numbers, r, c, type::rows, type::columns));
            }
        }
    });
}

/// Weights on the heap, drawn.
template <class Model, class T = float>
std::unique_ptr<weights_of<Model, T>> make_weights(std::uint64_t seed) {
    // value-initialised: padding between leaves is zero, and optimisers keep it so
    auto weights = std::make_unique<weights_of<Model, T>>();
    initialise(*weights, seed);
    return weights;
}

}  // namespace lathe::exec
