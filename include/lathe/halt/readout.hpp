#pragma once
/// \file
/// Stop when the prediction has settled. These rules ask the readout after every step, which costs coda and head.

#include <lathe/halt/rule.hpp>

namespace lathe::halt {

template <int Maximum, grain Grain>
struct reading : judging<Maximum, Grain, pool::last> {
    static constexpr bool reads_out = true;
};

/// KL(p_(i-1) || p_i) < Threshold, p_0 uniform (Huginn's kl rule; 5e-4 in the paper, 1e-3 in the code).
template <double Threshold, int Maximum, grain Grain = grain::sequence>
struct kl_below : reading<Maximum, Grain> {
    template <grain Other>
    using with_grain = kl_below<Threshold, Maximum, Other>;
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr int memo = S.vocab;  // the last logits; zeros are uniform
        static constexpr double first = 0.0;
        static constexpr auto look(auto& ops, auto const&, auto& last, auto, auto, auto const& logits) {
            auto const margin = ops.scale(ops.divergence(last, logits), 1.0 / Threshold);
            last = logits;
            return margin;
        }
    };
};

/// |H(p_i) - H(p_(i-1))| < Threshold in nats, H_0 = 100.
template <double Threshold, int Maximum, grain Grain = grain::sequence>
struct entropy_steady : reading<Maximum, Grain> {
    template <grain Other>
    using with_grain = entropy_steady<Threshold, Maximum, Other>;
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr int memo = 1;
        static constexpr double first = 100.0;
        static constexpr auto look(auto& ops, auto const&, auto& last, auto, auto, auto const& logits) {
            auto const now = ops.entropy(logits);
            auto const change = ops.subtract(now, last);
            last = now;
            return ops.scale(ops.maximum(change, ops.scale(change, -1.0)), 1.0 / Threshold);
        }
    };
};

/// The most likely symbol has been the same for Checks steps in a row.
template <int Checks, int Maximum, grain Grain = grain::sequence>
struct argmax_stable : reading<Maximum, Grain> {
    template <grain Other>
    using with_grain = argmax_stable<Checks, Maximum, Other>;
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr int memo = 2;  // the last symbol, and for how many steps it has stood
        static constexpr double first = -1.0;
        static constexpr auto look(auto& ops, auto const&, auto& last, auto, auto, auto const& logits) {
            last = ops.streak(last, logits);
            return ops.affine(ops.template columns<1, 1>(last), -1.0, Checks + 0.5);
        }
    };

    static_assert(Checks >= 1, "lathe[halt.argmax_stable]: you wrote less than one check; at least one is needed");
};

}  // namespace lathe::halt
