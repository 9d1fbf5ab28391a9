/// \file
/// Early exit saves wall time: a forward pass of Huginn whose tokens leave the loop when they have settled, and of TRM
/// whose sequences leave when the halting head says so, against the same pass at full depth; and TRM whose halted sequences
/// make room for waiting ones (exec::continuous), against as many sequences in full passes. Thresholds are varied to get
/// different mean depths. What is counted, and its rates and percents, are of the full pass.

#include "../kernel/limit.hpp"

#include <lathe/core/type_name.hpp>
#include <lathe/run.hpp>
#include <lathe/variant/huginn.hpp>
#include <lathe/variant/trm.hpp>

#include <benchmark/benchmark.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace {

using namespace lathe;

constexpr shape size{.vocab = 64, .width = 64, .heads = 4, .hidden = 192, .context = 16};
constexpr int sequences = 32;
constexpr int length = 16;

template <class Model>
double seconds(exec::evaluator<Model>& pass, exec::weights_of<Model> const& w, run_options options) {
    return seconds_of([&] { benchmark::DoNotOptimize(pass.forward(w, options, 1).out.logits.data); });
}

/// Weights whose halting head is content sooner or later.
template <class Model>
auto weights_with(double head) {
    auto weights = exec::make_weights<Model>(1);
    if constexpr (requires { weights->outside.q_head; }) {
        random_numbers numbers(2);
        for (int i = 0; i < weights->outside.q_head.size; ++i) {
            weights->outside.q_head.value[i] = static_cast<float>(head * numbers.normal());
        }
        weights->outside.q_bias.value[0] = weights->outside.q_bias.value[1] = -1.0F;
    }
    return weights;
}

void ask(std::uint64_t i, std::span<int> symbols) {
    random_numbers some(3, i);
    for (int& symbol : symbols) {
        symbol = some.below(size.vocab);
    }
}

/// What a line says of full and early times, of which there are as many.
template <class V>
void say(benchmark::State& state, limits const& most, amount of_full, std::vector<double>& full, std::vector<double>& early,
         double depth) {
    double const whole = median(full);
    report(state, most, of_full, whole);
    state.SetLabel(std::string(core::type_name<V>()));
    state.counters["mean_depth"] = depth;
    state.counters["full_ms"] = 1e3 * whole;
    state.counters["time_share"] = median(early) / whole;
    state.counters["depth_share"] = depth / model<V, size>::maximum;
}

/// Full and early passes in turns, so that a busy machine slows both; their medians give the ratio.
template <class V>
void early_exit(benchmark::State& state, double head) {
    using model_type = model<V, size>;
    auto const weights = weights_with<model_type>(head);
    exec::evaluator<model_type> pass(sequences, length);
    auto const found = pass.run(*weights, [](std::uint64_t i, std::span<int> symbols, std::span<int>) { ask(i, symbols); }, sequences, {}, 1);
    auto const& bill = pass.bill();
    limits const most(sizeof(*weights) / sizeof(float) + bill.forward.numbers);
    std::vector<double> full, early;
    for (auto _ : state) {
        full.push_back(seconds(pass, *weights, {.early = false}));
        early.push_back(seconds(pass, *weights, {.early = true}));
        state.SetIterationTime(early.back());
    }
    say<V>(state, most, {.flops = bill.flops, .bytes = sizeof(float) * bill.numbers}, full, early, found.mean_turns());
}

/// Eight times as many sequences as there are places, through them or in full passes.
template <class V>
void through_places(benchmark::State& state, double head) {
    using model_type = model<V, size>;
    constexpr int passes = 8;
    auto const weights = weights_with<model_type>(head);
    exec::evaluator<model_type> pass(sequences, length);
    exec::continuous<model_type> line(sequences, length);
    auto const& bill = pass.bill();
    limits const most(sizeof(*weights) / sizeof(float) + bill.forward.numbers);
    std::vector<double> full, early;
    double depth = 0;
    for (auto _ : state) {
        full.push_back(seconds_of([&] {
            for (int k = 0; k < passes; ++k) {
                for (int i = 0; i < sequences; ++i) ask(static_cast<std::uint64_t>(k * sequences + i), pass.symbols(i));
                benchmark::DoNotOptimize(pass.forward(*weights, {.early = false}).out.logits.data);
            }
        }));
        early.push_back(seconds_of([&] {
            auto const found = line.run(*weights, passes * sequences, ask, [](std::uint64_t, std::span<float const> logits, int) {
                benchmark::DoNotOptimize(logits.data());
            });
            depth = static_cast<double>(found.segments) / (passes * sequences);
        }));
        state.SetIterationTime(early.back());
    }
    say<V>(state, most, {.flops = passes * bill.flops, .bytes = passes * sizeof(float) * bill.numbers}, full, early, depth);
}

template <double Threshold>
using tokens = with<variant::huginn<1, 2, 1>, set::halting<halt::settled<Threshold, 16>>>;
using whole_sequences = with<variant::trm<2, 2, 3, 1>, set::halting<halt::q_head<8>>>;

bool listed(std::string const& name, void (*run)(benchmark::State&, double), double head = 0) {
    benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) { run(state, head); })->UseManualTime()->Unit(benchmark::kMillisecond);
    return true;
}

bool const all = [] {
    listed("huginn/tokens/never", early_exit<tokens<0.0>>);
    listed("huginn/tokens/0.02", early_exit<tokens<0.02>>);
    listed("huginn/tokens/0.05", early_exit<tokens<0.05>>);
    listed("huginn/tokens/0.1", early_exit<tokens<0.1>>);
    listed("huginn/tokens/0.2", early_exit<tokens<0.2>>);
    listed("huginn/tokens/0.4", early_exit<tokens<0.4>>);
    for (double const head : {0.05, 0.1, 0.2}) {
        std::string const by = std::to_string(head).substr(0, 4);
        listed("trm/sequences/" + by, early_exit<whole_sequences>, head);
        listed("trm/places/" + by, through_places<whole_sequences>, head);
    }
    return true;
}();

}  // namespace
