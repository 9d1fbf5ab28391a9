/// \file
/// Training steps of memories in two plain blocks over sequences of 256 symbols, batch 8, AdamW and clipping included.
/// benchmarks/peers/memories.py does the same work in PyTorch with the naive public forms, a Python loop over tokens.

#include <lathe/run.hpp>
#include <lathe/task/s3.hpp>
#include <lathe/variant/deltanet.hpp>
#include <lathe/variant/feed_forward.hpp>
#include <lathe/variant/gated_deltanet.hpp>
#include <lathe/variant/linear_attention.hpp>
#include <lathe/variant/rwkv7.hpp>

#include <benchmark/benchmark.h>

namespace {

using namespace lathe;

constexpr int length = 256;
constexpr shape size{.vocab = 16, .width = 64, .heads = 4, .hidden = 192, .context = length};

template <class V>
void training_step(benchmark::State& state) {
    using model_type = model<typename variant::standing<V>::type, size>;
    exec::pool threads(static_cast<int>(state.range(0)));
    exec::trainer<model_type> trainer({.batch = 8, .shards = 2}, length, threads);
    task::s3 const task(length);
    auto const draw = [&](std::uint64_t i, std::span<int> symbols, std::span<int> targets) {
        task::make(task, 1, task::split::train, i, {symbols, targets});
    };
    double const before = trainer.flops();
    for (auto _ : state) {
        trainer.step(draw);
    }
    state.counters["FLOP/s"] = benchmark::Counter(trainer.flops() - before, benchmark::Counter::kIsRate);
}

template <class V>
bool listed(char const* name) {
    benchmark::RegisterBenchmark(name, &training_step<V>)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
    return true;
}

bool const all = listed<variant::linear_attention>("linear_attention") && listed<variant::deltanet<>>("deltanet") &&
                 listed<variant::gated_deltanet<>>("gated_deltanet") && listed<variant::rwkv7>("rwkv7");

}  // namespace
