#pragma once
/// \file
/// What the library counts of the models and operations that benchmarks time.

#include <lathe/exec/batch.hpp>
#include <lathe/exec/weights.hpp>
#include <lathe/model.hpp>
#include <lathe/ops/counting.hpp>

#include <cstddef>

/// What a pass over a batch costs, its loss included; `Signal` says what a tape records of it.
template <class Model, class Signal>
lathe::ops::bill bill_of(auto& batch, lathe::run_options options) {
    static constexpr typename Model::template weights<lathe::nothing> nowhere{};
    lathe::ops::counting<float, Signal> count;
    auto const answer = Model::forward(count, nowhere, batch.get(), options);
    count.cross_entropy(answer.logits, batch.targets());
    return count.total();
}

/// Bytes of a training step, counted as its FLOPs are: the derivative of a recorded operation moves about twice what
/// the operation moves.
inline double training_bytes(lathe::ops::bill const& b) {
    return sizeof(float) * b.numbers * b.training_flops() / b.flops;
}

/// Floats that a step goes through again and again: weights, and the scratch of a recorded pass.
template <class Model>
std::size_t floats_of_training(lathe::ops::bill const& b) {
    return sizeof(lathe::exec::weights_of<Model>) / sizeof(float) + b.tape.numbers;
}
