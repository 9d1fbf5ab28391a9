#pragma once
/// \file
/// Norms as policies of a block: with and without weights.

#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::norm {

/// x / sqrt(mean(x^2) + Epsilon) (gain); Zhang and Sennrich 2019, arXiv:1910.07467.
template <bool Gain = true, double Epsilon = 1e-6>
struct rms {
    template <shape S>
    struct at {
        template <class M>
        struct weights {
            vector<M, S.width, initial::ones> gain;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x) {
            return ops.rms_norm(x, Epsilon, w.gain);
        }
    };
};
template <double Epsilon>
struct rms<false, Epsilon> {
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto apply(auto& ops, auto const&, auto x) { return ops.rms_norm(x, Epsilon); }
    };
};

/// (x - mean) / sqrt(variance + Epsilon) gain + bias; Ba et al. 2016, arXiv:1607.06450.
template <bool Bias = true, double Epsilon = 1e-5>
struct layer {
    template <shape S>
    struct at {
        template <class M>
        struct weights {
            vector<M, S.width, initial::ones> gain;
            vector<M, S.width> bias;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x) {
            return ops.layer_norm(x, Epsilon, w.gain, w.bias);
        }
    };
};
template <double Epsilon>
struct layer<false, Epsilon> {
    template <shape S>
    struct at {
        template <class M>
        struct weights {
            vector<M, S.width, initial::ones> gain;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x) {
            return ops.layer_norm(x, Epsilon, w.gain);
        }
    };
};

/// No norm.
struct identity {
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto apply(auto&, auto const&, auto x) { return x; }
    };
};

}  // namespace lathe::norm
