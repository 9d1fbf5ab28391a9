#pragma once
/// \file
/// The objective of a memory that corrects itself: the squared distance of what it says from the value.

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/memory.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::objective {

/// L = rate/2 |S^T k - v|^2, so dL/dS = rate k (S^T k - v)^T: the delta rule (Schlag et al. 2021, arXiv:2102.11174, eq. 13).
struct squared : role::cell {
    static constexpr bool memory = true;
    static constexpr bool linear = true;
    static constexpr memory::write writes = memory::write::delta;

    template <shape S, memory::sizes D>
    struct at {
        static constexpr int numbers = D.keys * D.values;
        template <class M>
        using weights = no_weights;
        static constexpr auto read(auto& ops, auto const&, auto memories, auto query) { return ops.read(memories, query); }
        static constexpr auto gradient(auto& ops, auto const&, auto memories, auto const& s) {
            auto const error = ops.subtract(ops.read(memories, s.key), s.value);
            return ops.outer(s.key, ops.scale_rows(s.rate, error));
        }
    };
};

}  // namespace lathe::objective
