#pragma once
/// \file
/// The objective of a memory that erases under one key and writes under another.

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/memory.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::objective {

/// dL/dS = -(b (S^T e)^T + k v^T): RWKV-7 with e = -kappa, b = kappa a, where kappa is the removal key and a the in-context
/// learning rate of each channel (Peng et al. 2025, arXiv:2503.14456, eq. 17). With e = -k, b = rate k and a value that is
/// multiplied by the rate it is the delta rule.
struct split : role::cell {
    static constexpr bool memory = true;
    static constexpr bool linear = true;
    static constexpr memory::write writes = memory::write::split;

    template <shape S, memory::sizes D>
    struct at {
        static constexpr int numbers = D.keys * D.values;
        template <class M>
        using weights = no_weights;
        static constexpr auto read(auto& ops, auto const&, auto memories, auto query) { return ops.read(memories, query); }
        static constexpr auto gradient(auto& ops, auto const&, auto memories, auto const& s) {
            auto const erased = ops.outer(s.add, ops.read(memories, s.erase));
            return ops.scale(ops.add(erased, ops.outer(s.key, s.value)), -1.0);
        }
    };
};

}  // namespace lathe::objective
