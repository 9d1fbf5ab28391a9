#pragma once
/// \file
/// Updates of a memory by gradient descent: plain, in chunks with a pace, and with momentum.

#include <lathe/concepts/memory.hpp>
#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>
#include <lathe/retain/apply.hpp>
#include <lathe/retain/whole.hpp>

#include <type_traits>

namespace lathe::combine {

/// S' = S~ - dL/dS at P, where S~ is what retention leaves of S and P is S, S~, or S as it was when the chunk began.
template <class Retention = retain::whole, point At = point::decayed>
struct descent : role::update {
    static constexpr bool memory = true;
    static constexpr bool linear = At != point::chunk_start;
    static constexpr point gradient_at = At;
    static constexpr int copies = At == point::chunk_start ? 2 : 1;
    using retention = Retention;

    template <shape S, memory::sizes D>
    struct at {
        using retains = typename Retention::template at<S, D>;
        template <class M>
        using weights = typename retains::template weights<M>;

        /// A chunk begins.
        static constexpr auto border(auto& ops, auto carry) {
            if constexpr (At == point::chunk_start) {
                carry.part[1] = ops.copy(carry.part[0]);
            }
            return carry;
        }
        template <class Objective>
        static constexpr auto step(auto& ops, auto const& w, auto carry, auto const& s, int) {
            auto const kept = retain::applied<Retention::decays, D.values>(ops, carry.part[0], s.gate);
            auto const here = At == point::raw ? carry.part[0] : At == point::decayed ? kept : carry.part[copies - 1];
            carry.part[0] = ops.subtract(kept, Objective::gradient(ops, w, here, s));
            return carry;
        }
    };

    static_assert(sizeof(Retention) > 0);  // here its own complaints are close to who spelled it
};

/// Descent as TTT has it: all gradients of a chunk are taken where it began, and token r of the chunk sees them together at
/// a pace of its own, S_r = S_0 - pace_r sum_(i <= r) dL_i/dS at S_0 (Sun et al. 2024, arXiv:2407.04620, section 2.4 and the
/// public code, whose learned token scale is the pace). The pace is the stream `momentum`.
struct paced : role::update {
    static constexpr bool memory = true;
    static constexpr bool linear = false;
    static constexpr point gradient_at = point::chunk_start;
    static constexpr int copies = 3;
    using retention = retain::whole;

    template <shape S, memory::sizes D>
    struct at {
        using retains = typename retain::whole::template at<S, D>;
        template <class M>
        using weights = no_weights;

        static constexpr auto border(auto& ops, auto carry) {
            using row = std::remove_cvref_t<decltype(carry.part[0])>;
            carry.part[1] = ops.copy(carry.part[0]);
            carry.part[2] = ops.template filled<row::width>(carry.part[0].count, 0.0);
            return carry;
        }
        template <class Objective>
        static constexpr auto step(auto& ops, auto const& w, auto carry, auto const& s, int) {
            carry.part[2] = ops.add(carry.part[2], Objective::gradient(ops, w, carry.part[1], s));
            carry.part[0] = ops.subtract(carry.part[1], ops.scale_rows(s.momentum, carry.part[2]));
            return carry;
        }
    };
};

/// U' = m U - dL/dS at P; S' = S~ + U' (Behrouz et al. 2024, arXiv:2501.00663, eq. 9, 10 and 13). With Every > 1 the gradients of
/// so many tokens are added up, and U and S take a step at the last of them.
template <class Retention = retain::whole, point At = point::chunk_start, int Every = 1>
struct momentum : role::update {
    static constexpr bool memory = true;
    static constexpr bool linear = false;
    static constexpr point gradient_at = At;
    static constexpr int copies = 2 + (At == point::chunk_start ? 1 : 0) + (Every > 1 ? 1 : 0);
    using retention = Retention;

    template <shape S, memory::sizes D>
    struct at {
        using retains = typename Retention::template at<S, D>;
        template <class M>
        using weights = typename retains::template weights<M>;

        static constexpr auto border(auto& ops, auto carry) {
            if constexpr (At == point::chunk_start) {
                carry.part[2] = ops.copy(carry.part[0]);
            }
            return carry;
        }
        template <class Objective>
        static constexpr auto step(auto& ops, auto const& w, auto carry, auto const& s, int position) {
            auto const kept = retain::applied<Retention::decays, D.values>(ops, carry.part[0], s.gate);
            auto const here = At == point::raw ? carry.part[0] : At == point::decayed ? kept : carry.part[copies > 2 ? 2 : 0];
            auto slope = Objective::gradient(ops, w, here, s);
            if constexpr (Every > 1) {
                using row = std::remove_cvref_t<decltype(slope)>;
                slope = ops.add(carry.part[copies - 1], slope);
                if (position % Every != Every - 1) {
                    carry.part[copies - 1] = slope;
                    return carry;
                }
                carry.part[copies - 1] = ops.template filled<row::width>(slope.count, 0.0);
            }
            carry.part[1] = ops.subtract(ops.scale_rows(s.momentum, carry.part[1]), slope);
            carry.part[0] = ops.add(kept, carry.part[1]);
            return carry;
        }
    };

    static_assert(sizeof(Retention) > 0);
    static_assert(Every >= 1, "lathe[combine.momentum]: the memory takes a step every so many tokens, at least every one");
};

}  // namespace lathe::combine
