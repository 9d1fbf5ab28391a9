#pragma once
/// \file
/// The limits that all lines are compared with: what fused multiply-adds on registers reach, and how fast memory is
/// read. What a line says.

#include "../timing.hpp"
#include "context.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <lathe/kernel/fast.hpp>
#include <vector>

/// The sum of twelve independent chains. On its own, so that nothing outside makes the chains live in memory.
[[gnu::noinline]] inline float twelve_chains(int rounds, float given) {
    using batch = xsimd::batch<float>;
    batch const factor(given);
    batch a(0.0F), b(1.0F), c(2.0F), d(3.0F), e(4.0F), f(5.0F), g(6.0F), h(7.0F), i(8.0F), j(9.0F), k(10.0F), l(11.0F);
    for (int round = 0; round < rounds; ++round) {
        a = lathe::kernel::fma(a, factor, factor);
        b = lathe::kernel::fma(b, factor, factor);
        c = lathe::kernel::fma(c, factor, factor);
        d = lathe::kernel::fma(d, factor, factor);
        e = lathe::kernel::fma(e, factor, factor);
        f = lathe::kernel::fma(f, factor, factor);
        g = lathe::kernel::fma(g, factor, factor);
        h = lathe::kernel::fma(h, factor, factor);
        i = lathe::kernel::fma(i, factor, factor);
        j = lathe::kernel::fma(j, factor, factor);
        k = lathe::kernel::fma(k, factor, factor);
        l = lathe::kernel::fma(l, factor, factor);
    }
    return xsimd::hadd(a + b + c + d + e + f + g + h + i + j + k + l);
}

/// The best of several short runs of twelve chains.
inline double peak_flops() {
    constexpr int rounds = 20000;
    double best = 0;
    for (int attempt = 0; attempt < 20; ++attempt) {
        double const time = seconds_of([] { benchmark::DoNotOptimize(twelve_chains(rounds, 0.999F)); });
        best = std::max(best, 2.0 * 12 * rounds * lathe::kernel::vector_lanes / time);
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

/// The limits of so many threads, which are taken to be as many times those of one. Measured right beside what is
/// compared with them, because the processor's clock moves.
struct limits {
    double flops;
    double reading;

    /// `floats` is how many a line goes through again and again: it says which cache they come from.
    explicit limits(std::size_t floats, int threads = 1)
        : flops(threads * peak_flops()), reading(threads * peak_reading(floats)) {}
};

/// What one iteration does.
struct amount {
    double flops;
    double bytes;
};

/// Says what an iteration did in so many seconds, and how much of what the limits allow.
inline void report(benchmark::State& state, limits const& most, amount done, double seconds) {
    state.counters["FLOPs"] = done.flops;
    state.counters["bytes"] = done.bytes;
    state.counters["GFLOP/s"] = 1e-9 * done.flops / seconds;
    state.counters["GB/s"] = 1e-9 * done.bytes / seconds;
    state.counters["percent_of_flops"] = 100 * done.flops / seconds / most.flops;
    state.counters["percent_of_reading"] = 100 * done.bytes / seconds / most.reading;
}
