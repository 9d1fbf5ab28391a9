/// \file
/// The three products of kernel::fast in float, at the sizes of models, against the limits of the same run; the product with
/// packed weights, by one thread and by two that share it, and what handing out costs. Bytes are those of the three matrices.

#include "limit.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <lathe/core/type_name.hpp>
#include <lathe/exec/memory.hpp>
#include <lathe/exec/pool.hpp>
#include <lathe/kernel/fast.hpp>
#include <string>
#include <vector>

namespace {

using namespace lathe;
using batch = xsimd::batch<float>;

enum form { straight, transposed, outer };

/// Arguments: m, k, n, and how much longer than its entries a row is.
template <form Form>
void product(benchmark::State& state) {
    auto const m = static_cast<int>(state.range(0));
    auto const k = static_cast<int>(state.range(1));
    auto const n = static_cast<int>(state.range(2));
    auto const gap = static_cast<int>(state.range(3));
    auto const matrix = [gap](int rows, int columns) {
        return std::vector<float>(static_cast<std::size_t>(rows * (columns + gap)), 0.5f);
    };
    auto x = matrix(m, k);
    auto w = Form == transposed ? matrix(n, k) : matrix(k, n);
    auto y = matrix(m, n);
    kernel::grid const left{x.data(), k + gap};
    kernel::grid const right{w.data(), (Form == transposed ? k : n) + gap};
    kernel::grid const result{y.data(), n + gap};

    limits const most(x.size() + w.size() + y.size());
    auto const start = clock_type::now();
    for (auto _ : state) {
        if constexpr (Form == straight) kernel::fast::product(result, left, right, m, k, n);
        if constexpr (Form == transposed) kernel::fast::product_transposed(result, left, right, m, k, n);
        if constexpr (Form == outer) kernel::fast::product_outer(right, left, result, m, k, n);
        benchmark::ClobberMemory();
    }
    double const seconds = seconds_since(start) / static_cast<double>(state.iterations());
    report(state, most, {.flops = 2.0 * m * k * n, .bytes = 4.0 * (1.0 * m * k + 1.0 * k * n + 1.0 * m * n)}, seconds);
    state.SetLabel(std::string(core::type_name<kernel::fast>()));
}

/// m, k, n and the gap between rows.
constexpr std::array<std::int64_t, 4> sizes_of_models[] = {
    {64, 64, 64, 0},
    {64, 64, 256, 0},
    {64, 256, 64, 0},
    {1024, 64, 64, 0},
    {1024, 64, 256, 0},
    {1024, 256, 64, 0},
    {128, 128, 128, 0},
    {512, 512, 512, 0},
    {768, 128, 512, 0},
    {768, 512, 128, 0},
    // One head of attention: scores and mixtures.
    {8, 16, 8, 48},
    {8, 8, 16, 48},
    {64, 32, 64, 96},
    // Widths that no vector divides.
    {64, 64, 6, 0},
    {64, 64, 60, 0},
    {64, 64, 65, 0},
    {64, 60, 120, 0},
    // Few rows.
    {1, 256, 256, 0},
    {2, 256, 256, 0},
    {4, 256, 256, 0},
    {8, 256, 256, 0},
};

void sizes(benchmark::internal::Benchmark* all) {
    all->ArgNames({"m", "k", "n", "gap"});
    for (auto const& size : sizes_of_models) all->Args({size.begin(), size.end()});
}

/// Arguments: threads, m, k, n.
void packed(benchmark::State& state) {
    using own = kernel::form::own<float>;
    using layout = kernel::panel_layout<own>;
    auto const threads = static_cast<int>(state.range(0));
    auto const m = static_cast<int>(state.range(1));
    auto const k = static_cast<int>(state.range(2));
    auto const n = static_cast<int>(state.range(3));
    std::vector<float> const x(static_cast<std::size_t>(m * k), 0.5f);
    std::vector<float> y(static_cast<std::size_t>(m * n));
    exec::buffer<float> const w(static_cast<std::size_t>(layout::size(n, k)));
    for (float& entry : w) entry = 0.5f;
    exec::pool pool(threads);
    kernel::crew const crew(pool);
    limits const most(w.size(), threads);
    auto const start = clock_type::now();
    for (auto _ : state) {
        kernel::fast::product_with_panels<own>({y.data(), n}, {x.data(), k}, w.data(), m, k, n);
        benchmark::ClobberMemory();
    }
    double const seconds = seconds_since(start) / static_cast<double>(state.iterations());
    report(state, most, {.flops = 2.0 * m * k * n, .bytes = 4.0 * (1.0 * m * k + 1.0 * k * n + 1.0 * m * n)}, seconds);
    state.SetLabel(std::string(core::type_name<own>()));
}

void handing_out(benchmark::State& state) {
    exec::pool pool(2);
    for (auto _ : state) pool.run(2, [](int) {});
}

BENCHMARK(handing_out)->UseRealTime();
BENCHMARK(packed)->ArgNames({"threads", "m", "k", "n"})->ArgsProduct({{1, 2}, {1, 81}, {512}, {512, 1536}})->UseRealTime();
BENCHMARK(product<straight>)->Name("product")->Apply(sizes);
BENCHMARK(product<transposed>)->Name("product_transposed")->Apply(sizes);
BENCHMARK(product<outer>)->Name("product_outer")->Apply(sizes);

}  // namespace
