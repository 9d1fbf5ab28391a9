/// \file
/// Choosing positions reads the logits once: `reading` (most likely symbol, two largest probabilities, entropy) against
/// the same answers from softmax, entropy and argmax one after the other, and against the time that looking at every
/// logit once takes (the largest of each row). In turns, medians.

#include "../kernel/limit.hpp"

#include <lathe/core/type_name.hpp>
#include <lathe/exec/memory.hpp>
#include <lathe/kernel/fast.hpp>
#include <lathe/ops/counting.hpp>
#include <lathe/ops/eager.hpp>

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace {

using namespace lathe;

template <int V>
void select(benchmark::State& state) {
    auto const rows = static_cast<int>(state.range(0));
    exec::buffer<float> logits(static_cast<std::size_t>(rows) * V);
    random_numbers numbers(1);
    for (float& x : logits) x = static_cast<float>(3 * numbers.normal());
    auto const one_pass = [&](auto& ops, auto x) { return ops.reading(x); };
    // probabilities in memory, then their largest, the largest without it, and the entropy of the logits
    auto const passes = [&](auto& ops, auto x) {
        auto const p = ops.softmax(x);
        auto const best = ops.argmax(x);
        auto const entropy = ops.entropy(x);
        if constexpr (requires { p.data; }) {
            for (int i = 0; i < p.count; ++i) {
                float* const row = p.row(i);
                float& top = row[static_cast<int>(best.data[i])];
                float const first = top;
                top = 0;
                entropy.data[i] += 1e-9F * (first - kernel::fast::largest(V, static_cast<float const*>(row)));
            }
        }
        return entropy;
    };
    auto const bill = [&](auto const& text) {
        ops::counting<float> count;
        text(count, count.given<V>(nullptr, rows));
        return count.total();
    };
    auto const mine = bill(one_pass);
    exec::scratch_memory<float> const memory(exec::most(mine.forward, bill(passes).forward));
    auto const run = [&](auto const& text) {
        ops::eager<kernel::fast, float> ops(memory.get());
        benchmark::DoNotOptimize(text(ops, ops.given<V>(logits.data(), rows)).data);
    };
    limits const most(logits.size());
    std::vector<double> once, often, look;
    for (auto _ : state) {
        once.push_back(seconds_of([&] { run(one_pass); }));
        often.push_back(seconds_of([&] { run(passes); }));
        look.push_back(seconds_of([&] {
            float sum = 0;
            for (int i = 0; i < rows; ++i) {
                float const* const row = logits.data() + static_cast<std::ptrdiff_t>(i) * V;
                sum += kernel::fast::largest(V, row);
            }
            benchmark::DoNotOptimize(sum);
        }));
        state.SetIterationTime(once.back());
    }
    double const seconds = median(once);
    report(state, most, {.flops = mine.flops, .bytes = sizeof(float) * mine.numbers}, seconds);
    state.SetLabel(std::string(core::type_name<ops::op::reading>()));
    state.counters["ns_per_row"] = 1e9 * seconds / rows;
    state.counters["passes_over_reading"] = median(often) / seconds;
    state.counters["reading_over_look"] = seconds / median(look);
}

BENCHMARK_TEMPLATE(select, 128)->Arg(4096)->UseManualTime();
BENCHMARK_TEMPLATE(select, 2048)->Arg(1024)->UseManualTime();
BENCHMARK_TEMPLATE(select, 32768)->Arg(256)->UseManualTime();
BENCHMARK_TEMPLATE(select, 126336)->Arg(64)->UseManualTime();

}  // namespace
