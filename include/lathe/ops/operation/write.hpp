#pragma once
/// \file
/// Rows that are written once and never again, as the keys that a sequence remembers: nothing has to be copied for a tape,
/// because what a note has read stays as it was.

#include <lathe/ops/handle.hpp>

#include <algorithm>

namespace lathe::ops::op {

/// Rows ids of base become the rows of x. Requires that none of them has been written or read before. base: m x W,
/// x: n x W; no result. The derivative by x is what later readers of base have left in these rows.
struct write {
    static constexpr auto name = "write";
    static constexpr bool acts = true;  // on its argument, instead of giving a result
    static constexpr int keeps(bool, auto const&, slice<int const>, auto const&) { return 0; }
    template <handle B, handle X>
    static constexpr auto result(B const&, slice<int const>, X const&) {
        static_assert(B::width == X::width, "lathe[ops.write]: the rows differ in width");
        return extent<B::width>{0};
    }
    static constexpr price cost(auto const&, slice<int const>, handle auto const& x) { return {0, 2.0 * x.size()}; }
    template <class K, class X>
    static constexpr void forward(auto, auto*, X base, slice<int const> ids, X x) {
        for (int i = 0; i < x.count; ++i) {
            std::copy(x.row(i), x.row(i) + X::width, base.row(ids[static_cast<std::size_t>(i)]));
        }
    }
    template <class K, class X>
    static constexpr void backward(auto, auto*, X base, slice<int const> ids, X x) {
        if (x.slope && base.slope) {
            for (int i = 0; i < x.count; ++i) {
                K::accumulate(X::width, x.row_slope(i), [](auto d) { return d; },
                              base.row_slope(ids[static_cast<std::size_t>(i)]));
            }
        }
    }
};

}  // namespace lathe::ops::op
