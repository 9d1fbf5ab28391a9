#pragma once
/// \file
/// Long blocks in pieces that stay in the first cache, so that several formulas over one piece read memory once.

#include <algorithm>
#include <cstddef>

namespace lathe::optimise {

/// Calls f(begin, count) for the pieces of [0, n), in order; 1 <= count <= 4096 bytes of T. A result never depends on
/// where a piece ends, as long as f looks at each entry by itself.
template <class T, class F>
constexpr void in_pieces(std::size_t n, F const& f) {
    constexpr std::size_t piece = 4096 / sizeof(T);
    for (std::size_t begin = 0; begin < n; begin += piece) f(begin, static_cast<int>(std::min(piece, n - begin)));
}

}  // namespace lathe::optimise
