#pragma once
/// \file
/// Feature maps: what becomes of queries and keys, head by head, before they meet a memory.

namespace lathe::feature {

/// phi(x) = x
struct identity {
    template <int D>
    static constexpr auto apply(auto&, auto x) {
        return x;
    }
};

/// phi(x) = elu(x) + 1, which is positive (Katharopoulos et al. 2020, arXiv:2006.16236, eq. 7).
struct elu_plus_one {
    template <int D>
    static constexpr auto apply(auto& ops, auto x) {
        auto const below = ops.scale(ops.relu(ops.scale(x, -1.0)), -1.0);
        return ops.add(ops.relu(x), ops.exp(below));
    }
};

/// phi(x) = x / sqrt(sum x^2 + 1e-6), head by head (Yang et al. 2024, arXiv:2406.06484).
struct unit {
    template <int D>
    static constexpr auto apply(auto& ops, auto x) {
        constexpr int width = decltype(x)::width;
        auto const heads = ops.template reshape<D>(x);
        return ops.template reshape<width>(ops.unit_norm(heads, 1e-6));
    }
};

}  // namespace lathe::feature
