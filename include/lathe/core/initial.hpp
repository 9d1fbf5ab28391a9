#pragma once
/// \file
/// Initial distributions of weights: tags that stand as the last argument of a leaf. exec/initialise.hpp draws from them.

namespace lathe::initial {

/// Every entry is Value.
template <double Value>
struct constant {};
using zeros = constant<0.0>;
using ones = constant<1.0>;

/// Normal with mean 0 and standard deviation Deviation.
template <double Deviation>
struct normal {};

/// Truncated normal whose standard deviation after truncation is Gain / sqrt(inputs of one output): LeCun's, cut at two
/// deviations and rescaled by 0.8796, the deviation of a standard normal cut there (as JAX and HRM do).
template <double Gain = 1.0>
struct fan_in {};

/// Truncated normal with standard deviation Deviation before it is cut at Bound deviations.
template <double Deviation, double Bound = 2.0>
struct truncated {};

/// log of a number drawn evenly from Low .. High: rates of decay (Mamba-2's A).
template <double Low, double High>
struct log_uniform {};

/// y with softplus(y) drawn evenly in its logarithm from Low .. High: steps of time (Mamba's dt).
template <double Low, double High>
struct inverse_softplus {};

/// log(1 - 2^(-5 - column)): RetNet's decays, head by head.
struct retention {};

/// Sinusoidal codes, row r: concat[sin(r / 10000^(k / (d/2 - 1))), cos(...)], k = 0 .. d/2 - 1
/// (tensor2tensor's timing signal; Universal Transformer).
struct sinusoid {};

}  // namespace lathe::initial
