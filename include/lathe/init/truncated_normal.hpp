#pragma once
/// \file
/// The iterate starts as noise: x_0 ~ N(0, 2/5), truncated at three standard deviations (Huginn: s = sqrt(2 / (5 d)),
/// times the embedding scale sqrt(d); Geiping et al. 2025, arXiv:2502.05171).

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::init {

/// Deviation 0 stands for sqrt(2/5). The numbers depend on the run's seed and the row's place, so they are the same for
/// any batch and any number of threads.
template <double Deviation = 0.0>
struct truncated_normal : role::start {
    static constexpr bool seeded = true;
    static constexpr double deviation = Deviation == 0.0 ? 0.63245553203367588 : Deviation;
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto make(auto& ops, auto const&, auto, auto const& here) {
            return ops.template noise<S.width>(here.at, here.seed, deviation);
        }
    };
};

}  // namespace lathe::init
