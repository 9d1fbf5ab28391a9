#pragma once
/// \file
/// The body of GPT-2 (Radford et al. 2019): blocks that normalise what goes into their branches, with biases everywhere, and
/// a norm at the end. Its last state, after that norm, is what Coconut hands on.

#include <lathe/body/stack.hpp>

namespace lathe::body {

template <int N>
using gpt = finished<stack<N, pre_norm<attention<mask::causal, turn::none, attention_options{.bias = true}>,
                                       perceptron<activation::gelu_tanh, true>, norm::layer<>>>,
                     norm::layer<>>;

}  // namespace lathe::body
