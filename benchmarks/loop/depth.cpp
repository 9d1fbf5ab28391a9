/// \file
/// Early exit saves wall time: a forward pass of Huginn whose tokens leave the loop when they have settled, and of TRM
/// whose sequences leave when the halting head says so, against the same pass at full depth. Thresholds are varied to
/// get different mean depths. What is counted, and its rates and percents, are of the full pass.

#include "../kernel/limit.hpp"

#include <lathe/core/type_name.hpp>
#include <lathe/run.hpp>
#include <lathe/variant/huginn.hpp>
#include <lathe/variant/trm.hpp>

#include <benchmark/benchmark.h>

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

/// Full and early passes in turns, so that a busy machine slows both; their medians give the ratio.
template <class V>
void early_exit(benchmark::State& state, double head) {
    using model_type = model<V, size>;
    auto const weights = exec::make_weights<model_type>(1);
    if constexpr (requires { weights->outside.q_head; }) {
        random_numbers numbers(2);
        for (int i = 0; i < weights->outside.q_head.size; ++i) {
            weights->outside.q_head.value[i] = static_cast<float>(head * numbers.normal());
        }
        weights->outside.q_bias.value[0] = weights->outside.q_bias.value[1] = -1.0F;
    }
    exec::evaluator<model_type> pass(sequences, length);
    random_numbers numbers(3);
    for (int i = 0; i < sequences; ++i) {
        for (int& symbol : pass.symbols(i)) {
            symbol = numbers.below(size.vocab);
        }
    }
    auto const found = pass.run(*weights, [&](std::uint64_t i, std::span<int> symbols, std::span<int>) {
        random_numbers some(3, i);
        for (int& symbol : symbols) {
            symbol = some.below(size.vocab);
        }
    }, sequences, {}, 1);
    auto const& bill = pass.bill();
    limits const most(sizeof(*weights) / sizeof(float) + bill.forward.numbers);
    std::vector<double> full, early;
    for (auto _ : state) {
        full.push_back(seconds(pass, *weights, {.early = false}));
        early.push_back(seconds(pass, *weights, {.early = true}));
        state.SetIterationTime(early.back());
    }
    double const whole = median(full);
    report(state, most, {.flops = bill.flops, .bytes = sizeof(float) * bill.numbers}, whole);
    state.SetLabel(std::string(core::type_name<V>()));
    double const depth = found.mean_turns();
    state.counters["mean_depth"] = depth;
    state.counters["full_ms"] = 1e3 * whole;
    state.counters["time_share"] = median(early) / whole;
    state.counters["depth_share"] = depth / model_type::maximum;
}

template <double Threshold>
using tokens = with<variant::huginn<1, 2, 1>, set::halting<halt::settled<Threshold, 16>>>;
using whole_sequences = with<variant::trm<2, 2, 3, 1>, set::halting<halt::q_head<8>>>;

template <class V>
bool listed(char const* name, double head = 0) {
    benchmark::RegisterBenchmark(name, [head](benchmark::State& state) { early_exit<V>(state, head); })
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
    return true;
}

bool const all = listed<tokens<0.0>>("huginn/tokens/never") && listed<tokens<0.02>>("huginn/tokens/0.02") &&
                 listed<tokens<0.05>>("huginn/tokens/0.05") && listed<tokens<0.1>>("huginn/tokens/0.1") &&
                 listed<tokens<0.2>>("huginn/tokens/0.2") && listed<tokens<0.4>>("huginn/tokens/0.4") &&
                 listed<whole_sequences>("trm/sequences/0.05", 0.05) &&
                 listed<whole_sequences>("trm/sequences/0.1", 0.1) && listed<whole_sequences>("trm/sequences/0.2", 0.2);

}  // namespace
