#pragma once
/// \file
/// What crosses the border is a mixture of symbols: soft thinking (Zhang et al. 2025, arXiv:2505.15778).

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::pass {

/// The row of the next thought is sum_v p_v E_v over the K most likely symbols, with p made to sum to one. One symbol is
/// greedy decoding.
template <int K>
struct mixture : role::exchange {
    static constexpr bool looks = true;
    static constexpr bool carries = false;
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto apply(auto& ops, auto const&, auto x, auto const& around) {
            return around.template mixed<K>(ops, around.readout(ops, x));
        }
    };

    static_assert(K >= 1, "lathe[pass.mixture]: you wrote a mixture of no symbols; at least one is needed");
};

}  // namespace lathe::pass
