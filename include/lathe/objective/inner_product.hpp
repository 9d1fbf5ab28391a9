#pragma once
/// \file
/// The objective of a memory that adds up: the value, seen along its key.

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/memory.hpp>
#include <lathe/core/shape.hpp>
#include <lathe/core/types.hpp>

#include <type_traits>

namespace lathe::objective {

/// L = -rate <S^T k, v>, so dL/dS = -rate k v^T: Hebb's rule. No rate is a rate of 1.
struct inner_product : role::cell {
    static constexpr bool memory = true;
    static constexpr bool linear = true;
    static constexpr memory::write writes = memory::write::hebbian;

    template <shape S, memory::sizes D>
    struct at {
        static constexpr int numbers = D.keys * D.values;
        template <class M>
        using weights = no_weights;
        static constexpr auto read(auto& ops, auto const&, auto memories, auto query) { return ops.read(memories, query); }
        static constexpr auto gradient(auto& ops, auto const&, auto, auto const& s) {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(s.rate)>, none>) {
                return ops.scale(ops.outer(s.key, s.value), -1.0);
            } else {
                return ops.scale(ops.outer(s.key, ops.scale_rows(s.rate, s.value)), -1.0);
            }
        }
    };
};

}  // namespace lathe::objective
