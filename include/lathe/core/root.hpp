#pragma once
/// \file
/// A square root at compile time; std::sqrt is not constexpr on every compiler.

namespace lathe::core {

/// Newton's iteration from x; exact to the last bits for x from 1e-6 to 1e9.
constexpr double square_root(double x) {
    double root = x > 1 ? x : 1;
    for (int i = 0; i < 64; ++i) {
        root = 0.5 * (root + x / root);
    }
    return root;
}

}  // namespace lathe::core
