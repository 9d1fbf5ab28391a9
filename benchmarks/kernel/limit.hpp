#pragma once
/// \file
/// The limits that kernels are compared with, on one thread: what fused multiply-adds on registers reach, and how fast
/// memory is read. How all benchmarks take time.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <lathe/kernel/fast.hpp>
#include <vector>

// after the shuffles, whose own `lanes` it would be said to shadow
#include <lathe/kernel/architecture.hpp>

using clock_type = std::chrono::steady_clock;

inline double seconds_since(clock_type::time_point start) {
    return std::chrono::duration<double>(clock_type::now() - start).count();
}

/// Seconds that `work()` takes.
inline double seconds_of(auto const& work) {
    auto const start = clock_type::now();
    work();
    return seconds_since(start);
}

/// The median; the order of `x` is lost.
inline double median(std::vector<double>& x) {
    auto const middle = x.begin() + static_cast<std::ptrdiff_t>(x.size() / 2);
    std::nth_element(x.begin(), middle, x.end());
    return *middle;
}

/// The best of several short runs of twelve independent chains.
inline double peak_flops() {
    using batch = xsimd::batch<float>;
    constexpr int chains = 12;
    constexpr int rounds = 20000;
    double best = 0;
    for (int attempt = 0; attempt < 20; ++attempt) {
        batch total[chains];
        float given = 0.999f;
        benchmark::DoNotOptimize(given);
        batch const factor(given);
#pragma GCC unroll 12
        for (int i = 0; i < chains; ++i) total[i] = batch(static_cast<float>(i));
        auto const start = clock_type::now();
        for (int round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
            for (int i = 0; i < chains; ++i) total[i] = lathe::kernel::fma(total[i], factor, factor);
        }
        double const time = seconds_since(start);
        // whatever DoNotOptimize sees lives in memory, so it must not see the chains
        batch sum = total[0];
#pragma GCC unroll 12
        for (int i = 1; i < chains; ++i) sum += total[i];
        benchmark::DoNotOptimize(sum);
        best = std::max(best, 2.0 * chains * rounds * static_cast<double>(batch::size) / time);
    }
    return best;
}

/// Bytes per second of reading as many floats again and again, at best: of the cache that they fit into, or of memory.
inline double peak_reading(std::size_t count) {
    using batch = xsimd::batch<float>;
    constexpr std::size_t step = 8 * batch::size;
    std::vector<float> const x((count + step - 1) / step * step, 1.0F);
    auto const passes = std::max<std::size_t>(1, (std::size_t{1} << 20) / x.size());
    double best = 0;
    for (int attempt = 0; attempt < 10; ++attempt) {
        batch total[8];
#pragma GCC unroll 8
        for (batch& t : total) t = batch(0.0F);
        auto const start = clock_type::now();
        for (std::size_t pass = 0; pass < passes; ++pass) {
            float const* p = x.data();
            benchmark::ClobberMemory();
            for (std::size_t i = 0; i < x.size(); i += step) {
#pragma GCC unroll 8
                for (std::size_t j = 0; j < 8; ++j) total[j] += batch::load_unaligned(p + i + j * batch::size);
            }
        }
        double const time = seconds_since(start);
        batch sum = total[0];
#pragma GCC unroll 8
        for (std::size_t j = 1; j < 8; ++j) sum += total[j];
        benchmark::DoNotOptimize(sum);
        best = std::max(best, static_cast<double>(sizeof(float) * x.size() * passes) / time);
    }
    return best;
}

/// Says once, above all lines, what they were compiled for and by.
inline bool const context_said = [] {
    benchmark::AddCustomContext("architecture", lathe::kernel::architecture());
#if defined(__clang__)
    benchmark::AddCustomContext("compiler", "clang " __clang_version__);
#else
    benchmark::AddCustomContext("compiler", "g++ " __VERSION__);
#endif
    return true;
}();
