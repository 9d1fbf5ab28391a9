/// \file
/// Linear memories: a token at a time against reading and writing the state once, and whole sequences against what fused
/// multiply-adds on registers reach, both limits measured in the same run.

#include "limit.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <lathe/core/type_name.hpp>
#include <lathe/exec/memory.hpp>
#include <lathe/kernel/chunked.hpp>
#include <lathe/kernel/fast.hpp>
#include <lathe/kernel/recurrence.hpp>
#include <string>

namespace {

using namespace lathe;
using batch = xsimd::batch<float>;
using memory::decay;
using memory::rule;
using memory::write;

/// Seconds to read `x` and write it again: the best of many.
double seconds_of_a_pass(exec::buffer<float>& x) {
    double best = 1e9;
    int const rounds = std::max(1, static_cast<int>((1 << 20) / x.size()));
    for (int attempt = 0; attempt < 50; ++attempt) {
        auto const start = clock_type::now();
        for (int round = 0; round < rounds; ++round) {
            batch const factor(0.999f);
            for (std::size_t i = 0; i + 4 * batch::size <= x.size(); i += 4 * batch::size) {
#pragma GCC unroll 4
                for (std::size_t j = 0; j < 4; ++j) {
                    float* const at = x.data() + i + j * batch::size;
                    (batch::load_unaligned(at) * factor).store_unaligned(at);
                }
            }
            benchmark::ClobberMemory();
        }
        best = std::min(best, seconds_since(start) / rounds);
    }
    return best;
}

/// Rows of all heads, one after the other, as the operation hands them to the kernel.
template <rule R, int Heads, int K, int V>
struct rows {
    int tokens;
    exec::buffer<float> query, key, value, decays, rate, erase, add, out, state;

    explicit rows(int n)
        : tokens(n), query(filled(n * Heads * K, 0.1f)), key(filled(n * Heads * K, 0.1f)), value(filled(n * Heads * V, 0.2f)),
          decays(filled(n * Heads * K, 0.9f)), rate(filled(n * Heads, 0.5f)), erase(filled(n * Heads * K, -0.1f)),
          add(filled(n * Heads * K, 0.05f)), out(filled(n * Heads * V, 0.0f)), state(filled(Heads * K * V, 0.01f)) {}
    /// Aligned as all memory of the library is.
    static exec::buffer<float> filled(int n, float value) {
        exec::buffer<float> x(static_cast<std::size_t>(n));
        std::fill(x.begin(), x.end(), value);
        return x;
    }
    kernel::head_rows<float const> head(int h) const {
        constexpr int gates = R.decays == decay::channel ? K : 1;
        return {tokens, {query.data() + h * K, Heads * K}, {key.data() + h * K, Heads * K}, {value.data() + h * V, Heads * V},
                {decays.data() + h * gates, Heads * gates}, {rate.data() + h, Heads}, {erase.data() + h * K, Heads * K},
                {add.data() + h * K, Heads * K}};
    }
};

/// Operations that the rule asks for: a multiplication for the decay, two for everything else.
template <rule R>
constexpr double flops_of_number =
    2 + (R.writes == write::hebbian ? 2 : R.writes == write::delta ? 4 : 6) + (R.decays == decay::none ? 0 : 1);

/// What all heads do with so many tokens: rows of the tokens are read or written once, the state both.
template <rule R, int Heads, int K, int V>
amount amount_of(int tokens) {
    constexpr int decays = R.decays == decay::none ? 0 : R.decays == decay::scalar ? 1 : K;
    constexpr int writes = R.writes == write::hebbian ? 0 : R.writes == write::delta ? 1 : 2 * K;
    constexpr int row = 2 * K + 2 * V + decays + writes;
    return {.flops = flops_of_number<R> * Heads * K * V * tokens,
            .bytes = 4.0 * Heads * (2.0 * K * V + 1.0 * row * tokens)};
}

template <rule R, int Heads, int K, int V>
void sweep(benchmark::State& state) {
    auto const tokens = static_cast<int>(state.range(0));
    rows<R, Heads, K, V> r(tokens);
    amount const done = amount_of<R, Heads, K, V>(tokens);
    limits const most(static_cast<std::size_t>(done.bytes / sizeof(float)));
    auto other = rows<R, Heads, K, V>::filled(Heads * K * V, 0.01f);
    double const pass = seconds_of_a_pass(other);
    auto const start = clock_type::now();
    for (auto _ : state) {
        for (int h = 0; h < Heads; ++h) {
            float* const mine = r.state.data() + h * K * V;
            kernel::recurrence<R, K, V>::template forward<batch, float>(r.head(h), mine, mine, {r.out.data() + h * V, Heads * V}, nullptr,
                                                                        0);
        }
        benchmark::ClobberMemory();
    }
    double const seconds = seconds_since(start) / static_cast<double>(state.iterations());
    report(state, most, done, seconds);
    state.SetLabel(std::string(core::type_name<kernel::recurrence<R, K, V>>()));
    // a decay is a multiplication that no addition can be fused with: it takes the place of a fused one
    double const slots = (done.flops + (R.decays == decay::none ? 0 : 1.0 * Heads * K * V * tokens)) / seconds;
    state.counters["issued"] = 100 * slots / most.flops;
    state.counters["passes"] = seconds / pass / tokens;
}

template <rule R, int Heads, int K, int V>
void chunks(benchmark::State& state) {
    auto const tokens = static_cast<int>(state.range(0));
    using form = kernel::chunked<kernel::fast, R, K, V>;
    rows<R, Heads, K, V> r(tokens);
    exec::buffer<float> space(form::space);
    amount const done = amount_of<R, Heads, K, V>(tokens);
    limits const most(static_cast<std::size_t>(done.bytes / sizeof(float)));
    auto const start = clock_type::now();
    for (auto _ : state) {
        for (int h = 0; h < Heads; ++h) {
            float* const mine = r.state.data() + h * K * V;
            form::template forward<float>(r.head(h), mine, mine, {r.out.data() + h * V, Heads * V}, nullptr, 0, space.data());
        }
        benchmark::ClobberMemory();
    }
    double const seconds = seconds_since(start) / static_cast<double>(state.iterations());
    report(state, most, done, seconds);
    state.SetLabel(std::string(core::type_name<form>()));
}

constexpr rule delta{decay::none, write::delta}, gated_delta{decay::scalar, write::delta}, rwkv7{decay::channel, write::split},
    adds{decay::scalar, write::hebbian};

// H heads of K x V, a token, and 256 of them
#define LATHE_MEMORY(which, heads, size)                                                                       \
    BENCHMARK(sweep<which, heads, size, size>)->Name(#which " H" #heads " D" #size)->Arg(1)->Arg(64)->Arg(256)
LATHE_MEMORY(delta, 8, 64);
LATHE_MEMORY(gated_delta, 8, 64);
LATHE_MEMORY(gated_delta, 8, 128);
LATHE_MEMORY(gated_delta, 4, 16);
LATHE_MEMORY(rwkv7, 12, 64);
LATHE_MEMORY(adds, 8, 64);
BENCHMARK(chunks<delta, 8, 64, 64>)->Name("delta by chunks H8 D64")->Arg(256);
BENCHMARK(chunks<gated_delta, 8, 64, 64>)->Name("gated_delta by chunks H8 D64")->Arg(256);
BENCHMARK(chunks<gated_delta, 8, 128, 128>)->Name("gated_delta by chunks H8 D128")->Arg(256);
BENCHMARK(chunks<adds, 8, 64, 64>)->Name("adds by chunks H8 D64")->Arg(256);

}  // namespace
