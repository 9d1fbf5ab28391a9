#pragma once
/// \file
/// Operations without derivative: drawn numbers, the most likely symbol, and how long it has stood.

#include <lathe/core/random.hpp>
#include <lathe/ops/handle.hpp>

#include <cstdint>

namespace lathe::ops::op {

/// Row i: W numbers of a normal distribution with the given deviation, truncated at three of them; they depend on the
/// seed and the row's place alone.
template <int W>
struct noise {
    static constexpr auto name = "noise";
    static constexpr int keeps(bool, places, std::uint64_t, double) { return 0; }
    static constexpr auto result(places at, std::uint64_t, double) { return extent<W>{static_cast<int>(at.size())}; }
    static constexpr price cost(places at, std::uint64_t, double) {
        return {0, 1.0 * W * static_cast<double>(at.size())};
    }
    template <class K>
    static constexpr void forward(auto y, auto*, places at, std::uint64_t seed, double deviation) {
        using t = typename decltype(y)::value_type;
        for (int i = 0; i < y.count; ++i) {
            auto const& p = at[static_cast<std::size_t>(i)];
            random_numbers numbers(seed, (static_cast<std::uint64_t>(static_cast<std::uint32_t>(p.sequence)) << 32) |
                                     static_cast<std::uint32_t>(p.position));
            for (int j = 0; j < W; ++j) {
                y.row(i)[j] = static_cast<t>(numbers.truncated_normal(deviation, 3.0));
            }
        }
    }
    template <class K>
    static constexpr void backward(auto, auto*, places, std::uint64_t, double) {}
};

/// The column of the largest entry, the first of equals; a row with NaN gives the first NaN. n x V -> n x 1.
struct argmax {
    static constexpr auto name = "argmax";
    static constexpr int keeps(bool, auto const&) { return 0; }
    static constexpr auto result(handle auto const& x) { return extent<1>{x.count}; }
    static constexpr price cost(handle auto const& x) { return {0, 1.0 * x.size()}; }
    template <class T>
    static constexpr int of_row(T const* row, int n) {
        int best = 0;
        for (int j = 0; j < n; ++j) {
            if (row[j] != row[j]) {
                return j;
            }
            best = row[j] > row[best] ? j : best;
        }
        return best;
    }
    template <class K, class X>
    static constexpr void forward(auto y, auto*, X x) {
        using t = typename X::value_type;
        for (int i = 0; i < x.count; ++i) {
            y.data[i] = static_cast<t>(of_row(x.row(i), X::width));
        }
    }
    template <class K, class X>
    static constexpr void backward(auto, auto*, X) {}
};

/// (symbol, steps it has stood) from the pair before and the logits now. A symbol that has just come has stood 0 steps.
struct streak {
    static constexpr auto name = "streak";
    static constexpr int keeps(bool, auto const&, auto const&) { return 0; }
    static constexpr auto result(auto const&, handle auto const& x) { return extent<2>{x.count}; }
    static constexpr price cost(auto const&, handle auto const& x) { return {0, 1.0 * x.size()}; }
    template <class K, class X>
    static constexpr void forward(auto y, auto*, auto memo, X x) {
        using t = typename X::value_type;
        for (int i = 0; i < x.count; ++i) {
            auto const now = static_cast<t>(argmax::of_row(x.row(i), X::width));
            y.row(i)[1] = now == memo.row(i)[0] ? memo.row(i)[1] + t(1) : t(0);
            y.row(i)[0] = now;
        }
    }
    template <class K>
    static constexpr void backward(auto, auto*, auto, auto) {}
};

/// How often in a row x was below a bound, from the count before and x now; what is not a number stays so. n x 1 -> n x 1.
struct streak_below {
    static constexpr auto name = "streak_below";
    static constexpr int keeps(bool, auto const&, auto const&, double) { return 0; }
    static constexpr auto result(auto const&, handle auto const& x, double) { return extent<1>{x.count}; }
    static constexpr price cost(auto const&, handle auto const& x, double) { return {0, 3.0 * x.size()}; }
    template <class K, class X>
    static constexpr void forward(auto y, auto*, auto memo, X x, double bound) {
        using t = typename X::value_type;
        for (int i = 0; i < x.count; ++i) {
            t const now = x.data[i];
            y.data[i] = now < static_cast<t>(bound) ? memo.data[i] + t(1) : now == now ? t(0) : now;
        }
    }
    template <class K>
    static constexpr void backward(auto, auto*, auto, auto, double) {}
};

}  // namespace lathe::ops::op
