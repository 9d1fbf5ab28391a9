#pragma once
/// \file
/// Stop when the iterate has settled: by its relative change or by its direction.

#include <lathe/halt/rule.hpp>

namespace lathe::halt {

/// |x_i - x_(i-1)| / |x_i| < Threshold (Huginn's latent-diff, 0.03; Geiping et al. 2025, arXiv:2502.05171).
template <double Threshold, int Maximum, grain Grain = grain::token>
struct settled : judging<Maximum, Grain, pool::mean> {
    template <grain Other>
    using with_grain = settled<Threshold, Maximum, Other>;
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr int memo = 0;
        static constexpr auto look(auto& ops, auto const&, auto, auto before, auto after, auto const&) {
            return ops.scale(ops.relative_change(after, before), 1.0 / Threshold);
        }
    };
};

/// 1 - cos(x_i, x_(i-1)) < Threshold.
template <double Threshold, int Maximum, grain Grain = grain::token>
struct aligned : judging<Maximum, Grain, pool::mean> {
    template <grain Other>
    using with_grain = aligned<Threshold, Maximum, Other>;
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr int memo = 0;
        static constexpr auto look(auto& ops, auto const&, auto, auto before, auto after, auto const&) {
            return ops.affine(ops.cosine(after, before), -1.0 / Threshold, 1.0 / Threshold);
        }
    };
};

}  // namespace lathe::halt
