/// \file
/// Training steps of the default arms of `compare` (batch 64, S3, length 8) and of the text model (batch 12, 64
/// characters), AdamW and clipping included. benchmarks/peers/training.py does the same work in PyTorch.

#include <lathe/run.hpp>
#include <lathe/task/s3.hpp>
#include <lathe/variant/feed_forward.hpp>
#include <lathe/variant/huginn.hpp>
#include <lathe/variant/looped.hpp>
#include <lathe/variant/trm.hpp>
#include <lathe/variant/universal_transformer.hpp>

#include <benchmark/benchmark.h>

namespace {

using namespace lathe;

constexpr shape small{.vocab = 16, .width = 64, .heads = 4, .hidden = 192, .context = 64};
constexpr shape letters{.vocab = 128, .width = 128, .heads = 4, .hidden = 336, .context = 64};

// four loops: the mean that compare's Huginn draws
using huginn = with<variant::huginn<1, 1, 1>, set::halting<halt::after<4>>, set::visibility<view::own_step>>;
using trm = with<variant::trm<1, 2, 2, 1>, set::halting<halt::q_head<8>>>;

template <class V, shape S, int Batch, int Length>
void training_step(benchmark::State& state) {
    using model_type = model<V, S>;
    exec::pool threads(static_cast<int>(state.range(0)));
    using plan = std::conditional_t<std::is_same_v<V, huginn>, signal::supervised<>, signal::usual<V>>;
    exec::trainer<model_type, plan> trainer({.batch = Batch, .shards = 2}, Length, threads);
    task::s3 const task(Length);
    auto const draw = [&](std::uint64_t i, std::span<int> symbols, std::span<int> targets) {
        task::make(task, 1, task::split::train, i, {symbols, targets});
    };
    double const before = trainer.flops();
    for (auto _ : state) {
        trainer.step(draw);
    }
    state.counters["FLOP/s"] = benchmark::Counter(trainer.flops() - before, benchmark::Counter::kIsRate);
}

template <class V, shape S, int Batch, int Length>
bool listed(char const* name) {
    benchmark::RegisterBenchmark(name, &training_step<V, S, Batch, Length>)
        ->Arg(1)
        ->Arg(2)
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
    return true;
}

bool const all = listed<variant::feed_forward<1>, small, 64, 8>("one_layer") &&
                 listed<variant::feed_forward<4>, small, 64, 8>("feed_forward") &&
                 listed<variant::looped<>, small, 64, 8>("looped") &&
                 listed<variant::universal_transformer, small, 64, 8>("universal_transformer") &&
                 listed<huginn, small, 64, 8>("huginn") && listed<trm, small, 64, 8>("trm") &&
                 listed<variant::feed_forward<4>, letters, 12, 64>("text");

}  // namespace
