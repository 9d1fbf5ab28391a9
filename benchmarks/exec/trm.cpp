/// \file
/// TRM at its published width on 9 x 9 puzzles: 512 wide, two blocks applied 16 times. A forward pass of one puzzle with
/// weights in every storage, and training steps of 16 puzzles and of one, in float and in mixed precision, AdamW and
/// clipping included; with one thread and with two.
/// benchmarks/peers/trm.py does the same work in PyTorch, in turns with this program.

#include "step.hpp"

#include <lathe/exec/pack.hpp>
#include <lathe/variant/trm.hpp>

#include <span>
#include <string>

namespace {

using namespace lathe;

constexpr int length = 81;
constexpr shape size{.vocab = 11, .width = 512, .heads = 8, .hidden = 1536, .context = length};
using trm = with<variant::trm<2, 4, 3, 0>, set::halting<halt::q_head<1>>>;
using model_type = model<trm, size>;

/// Weights: dense or packed. Threads share each product.
template <class Weights>
void forward(benchmark::State& state, Weights const& weights) {
    auto const cores = static_cast<int>(state.range(0));
    exec::pool threads(cores);
    kernel::crew const crew(threads);
    exec::evaluator<model_type, kernel::fast, float, Weights> pass(1, length);
    for (int i = 0; i < length; ++i) pass.symbols(0)[static_cast<std::size_t>(i)] = i % size.vocab;
    limits const most(sizeof(weights) / sizeof(float), cores);
    pass.forward(weights, {.early = false});
    std::vector<double> times;
    for (auto _ : state) {
        times.push_back(seconds_of([&] { benchmark::DoNotOptimize(pass.forward(weights, {.early = false}).out.logits.data); }));
        state.SetIterationTime(times.back());
    }
    report(state, most, {.flops = pass.bill().flops, .bytes = sizeof(float) * pass.bill().numbers}, median(times));
    state.SetLabel(std::string(core::type_name<trm>()));
}

template <class Storage>
void packed(benchmark::State& state) {
    forward(state, *exec::pack<model_type, Storage>(*exec::make_weights<model_type>(1)));
}
void dense(benchmark::State& state) { forward(state, *exec::make_weights<model_type>(1)); }

BENCHMARK(dense)->Name("forward/dense")->Arg(1)->Arg(2)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(packed<storage::own>)->Name("forward/packed")->Arg(1)->Arg(2)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(packed<storage::bf16>)->Name("forward/bf16")->Arg(1)->Arg(2)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(packed<storage::bf16_dot>)->Name("forward/bf16_dot")->Arg(1)->Arg(2)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(packed<storage::int8<>>)->Name("forward/int8")->Arg(1)->Arg(2)->UseManualTime()->Unit(benchmark::kMillisecond);

bool const all = listed<model_type, signal::usual<trm>, 16, length>("step/16") &&
                 listed<model_type, signal::usual<trm>, 1, length>("step/1") &&
                 listed<model_type, signal::usual<trm>, 16, length, kernel::mixed>("mixed/16") &&
                 listed<model_type, signal::usual<trm>, 1, length, kernel::mixed>("mixed/1");

}  // namespace
