#pragma once
/// \file
/// What a memory holds before it has read anything.

#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>

namespace lathe::init {

/// S_0 = 0
struct zero_memory : role::start {
    static constexpr bool memory = true;
    static constexpr bool seeded = false;
    /// Numbers: of all heads together.
    template <shape S, int Numbers>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto make(auto& ops, auto const&, int sequences) {
            return ops.template filled<Numbers>(sequences, 0.0);
        }
    };
};

/// S_0 is trained (Sun et al. 2024, arXiv:2407.04620, section 2.7; Titans).
struct learned_memory : role::start {
    static constexpr bool memory = true;
    static constexpr bool seeded = false;
    template <shape S, int Numbers>
    struct at {
        template <class M>
        struct weights {
            vector<M, Numbers, initial::normal<0.02>> state;
        };
        static constexpr auto make(auto& ops, auto const& w, int sequences) { return ops.spread(w.state, 0, sequences); }
    };
};

}  // namespace lathe::init
