#pragma once
/// \file
/// Retention by a constant for each head.

#include <lathe/core/leaf.hpp>
#include <lathe/core/memory.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::retain {

/// S~ = gamma_h S, gamma_h = 1 - 2^(-5 - h) (Sun et al. 2023, arXiv:2307.08621, eq. 8).
struct fixed {
    static constexpr memory::decay decays = memory::decay::scalar;
    template <shape S, memory::sizes D>
    struct at {
        template <class M>
        struct weights {
            constant<M, 1, D.heads, initial::retention> logarithm;
        };
        static constexpr auto logarithm(auto& ops, auto const& w, auto, int count) {
            return ops.spread(w.logarithm, 0, count);
        }
    };
};

}  // namespace lathe::retain
