#pragma once
/// \file
/// What fused multiply-adds on registers reach on one thread: the limit that kernels are compared with.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <lathe/kernel/fast.hpp>

using clock_type = std::chrono::steady_clock;

inline double seconds_since(clock_type::time_point start) {
    return std::chrono::duration<double>(clock_type::now() - start).count();
}

/// The best of several short runs of twelve independent chains.
inline double peak_flops() {
    using batch = xsimd::batch<float>;
    constexpr int chains = 12;
    constexpr int rounds = 20000;
    double best = 0;
    for (int attempt = 0; attempt < 20; ++attempt) {
        batch total[chains];
        float shrinking = 0.999f;
        benchmark::DoNotOptimize(shrinking);
        batch const factor(shrinking);
#pragma GCC unroll 12
        for (int i = 0; i < chains; ++i) total[i] = batch(static_cast<float>(i));
        auto const start = clock_type::now();
        for (int round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
            for (int i = 0; i < chains; ++i) total[i] = lathe::kernel::fma(total[i], factor, factor);
        }
        double const time = seconds_since(start);
        // a sum of its own: chains whose address is taken would live in memory
        batch sum = total[0];
#pragma GCC unroll 12
        for (int i = 1; i < chains; ++i) sum += total[i];
        benchmark::DoNotOptimize(sum);
        best = std::max(best, 2.0 * chains * rounds * static_cast<double>(batch::size) / time);
    }
    return best;
}
