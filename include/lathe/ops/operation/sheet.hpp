#pragma once
/// \file
/// Writing rows into a sheet: how a text that goes position by position says its results without copying them again for
/// every position.

#include <lathe/ops/handle.hpp>

#include <algorithm>

namespace lathe::ops::op {

/// Rows ids of the sheet become the rows of x. The result has no rows; the sheet is the result, and its slope, which is
/// complete when a tape comes back here, goes on to x.
struct write_rows {
    static constexpr auto name = "write_rows";
    static constexpr bool begun = true;  // nobody will say how the loss depends on a result without rows
    static constexpr int keeps(bool, auto const&, slice<int const>, auto const&) { return 0; }
    template <handle S, handle X>
    static constexpr auto result(S const&, slice<int const>, X const&) {
        static_assert(S::width == X::width, "lathe[ops.write]: the sheet and the rows differ in width");
        return extent<1>{0};
    }
    static constexpr price cost(auto const&, slice<int const>, handle auto const& x) { return {0, 2.0 * x.size()}; }
    template <class K, class S, class X>
    static constexpr void forward(auto, auto*, S sheet, slice<int const> ids, X x) {
        for (int i = 0; i < x.count; ++i) {
            std::copy(x.row(i), x.row(i) + X::width, sheet.row(ids[static_cast<std::size_t>(i)]));
        }
    }
    template <class K, class S, class X>
    static constexpr void backward(auto, auto*, S sheet, slice<int const> ids, X x) {
        for (int i = 0; x.slope && sheet.slope && i < x.count; ++i) {
            K::accumulate(X::width, x.row_slope(i), [](auto d) { return d; },
                          sheet.row_slope(ids[static_cast<std::size_t>(i)]));
        }
    }
};

}  // namespace lathe::ops::op
