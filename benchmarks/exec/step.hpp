#pragma once
/// \file
/// The line of a model's training steps on S3, AdamW and clipping included.

#include "../counted.hpp"
#include "../kernel/limit.hpp"

#include <lathe/core/type_name.hpp>
#include <lathe/run.hpp>
#include <lathe/task/s3.hpp>

#include <benchmark/benchmark.h>

#include <cstdint>
#include <span>
#include <string>

template <class Model, class Plan, int Batch, int Length, class Kernels = lathe::kernel::fast>
void training_step(benchmark::State& state) {
    using namespace lathe;
    auto const cores = static_cast<int>(state.range(0));
    exec::pool threads(cores);
    exec::trainer<Model, Plan, Kernels> trainer({.batch = Batch, .shards = 2}, Length, threads);
    task::s3 const task(Length);
    auto const draw = [&](std::uint64_t i, std::span<int> symbols, std::span<int> targets) {
        task::make(task, 1, task::split::train, i, {symbols, targets});
    };
    exec::batch whole(Batch, Length, Model::prefix);
    for (int i = 0; i < Batch; ++i) whole.add(Length);
    // a step of deep supervision is one turn of the outermost loop
    auto const bill = bill_of<Model, typename Plan::gradient>(whole, {.limit = Plan::deep ? 1 : 0, .early = false});
    limits const most(floats_of_training<Model>(bill), cores);
    trainer.step(draw);
    double const before = trainer.flops();
    auto const start = clock_type::now();
    for (auto _ : state) {
        trainer.step(draw);
    }
    auto const steps = static_cast<double>(state.iterations());
    double const seconds = seconds_since(start) / steps;
    report(state, most, {.flops = (trainer.flops() - before) / steps, .bytes = training_bytes(bill)}, seconds);
    state.counters["tape"] = sizeof(float) * static_cast<double>(bill.tape.numbers);
    state.SetLabel(std::string(core::type_name<typename Model::variant>()));
}

/// A line for one thread and one for two.
template <class Model, class Plan, int Batch, int Length, class Kernels = lathe::kernel::fast>
bool listed(char const* name) {
    benchmark::RegisterBenchmark(name, &training_step<Model, Plan, Batch, Length, Kernels>)
        ->Arg(1)
        ->Arg(2)
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
    return true;
}
