#pragma once
/// \file
/// Curves that the gradients inside of memories are written with, entry by entry.

#include <lathe/ops/operation/elementwise.hpp>

namespace lathe::ops::op::formula {

/// log x
struct logarithm {
    static constexpr auto name = "logarithm";
    static constexpr double flops = 1;
    static constexpr auto value(auto x) { return kernel::log(x); }
    static constexpr auto slope(auto x, auto) {
        using t = number<decltype(x)>;
        return decltype(x)(t(1)) / x;
    }
};

/// 1 / x
struct reciprocal {
    static constexpr auto name = "reciprocal";
    static constexpr double flops = 1;
    static constexpr auto value(auto x) {
        using t = number<decltype(x)>;
        return decltype(x)(t(1)) / x;
    }
    static constexpr auto slope(auto, auto y) { return -(y * y); }
};

/// 1 / sqrt(x)
struct reciprocal_root {
    static constexpr auto name = "reciprocal_root";
    static constexpr double flops = 2;
    static constexpr auto value(auto x) { return kernel::reciprocal_square_root(x); }
    static constexpr auto slope(auto, auto y) {
        using t = number<decltype(y)>;
        return y * y * y * t(-0.5);
    }
};

/// The derivative of gelu: (1 + erf(x / sqrt 2)) / 2 + x exp(-x^2 / 2) / sqrt(2 pi)
struct gelu_slope {
    static constexpr auto name = "gelu_slope";
    static constexpr double flops = 8;
    static constexpr auto density(auto x) {
        using t = number<decltype(x)>;
        return t(0.39894228040143268) * kernel::exp(x * x * t(-0.5));
    }
    static constexpr auto value(auto x) { return gelu::slope(x, x); }
    static constexpr auto slope(auto x, auto) {
        using t = number<decltype(x)>;
        return density(x) * (t(2) - x * x);
    }
};

}  // namespace lathe::ops::op::formula
