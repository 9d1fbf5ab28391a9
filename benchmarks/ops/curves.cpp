/// \file
/// Norms and curves at the sizes of models, forward, each as a model calls it: one operation of the eager back-end on
/// kernel::fast, its result in scratch. benchmarks/peers/curves.py does the same in PyTorch.

#include "../kernel/limit.hpp"

#include <lathe/core/random.hpp>
#include <lathe/core/type_name.hpp>
#include <lathe/exec/memory.hpp>
#include <lathe/ops/counting.hpp>
#include <lathe/ops/eager.hpp>
#include <lathe/tensor/dense.hpp>

#include <benchmark/benchmark.h>

#include <cstddef>
#include <string>

namespace {

using namespace lathe;

/// Bytes are those of x and of the result. `Op` is what the word runs, and goes into the label.
template <class Op, int Rows, int Width>
void operation(benchmark::State& state, auto const& word) {
    exec::buffer<float> x(static_cast<std::size_t>(Rows) * Width);
    random_numbers numbers(1);
    for (float& entry : x) entry = static_cast<float>(numbers.normal());
    ops::counting<float> count;
    word(count, count.given<Width>(nullptr, Rows));
    auto const bill = count.total();
    exec::scratch_memory<float> const memory(bill.forward);
    limits const most(2 * x.size());
    auto const start = clock_type::now();
    for (auto _ : state) {
        ops::eager<kernel::fast, float> ops(memory.get());
        benchmark::DoNotOptimize(word(ops, ops.given<Width>(x.data(), Rows)).data);
        benchmark::ClobberMemory();
    }
    double const seconds = seconds_since(start) / static_cast<double>(state.iterations());
    report(state, most, {.flops = bill.flops, .bytes = sizeof(float) * bill.numbers}, seconds);
    state.SetLabel(std::string(core::type_name<Op>()));
}

template <class Op, int Rows, int Width>
bool listed(char const* name, auto const& word) {
    auto const line = std::string(name) + "/" + std::to_string(Rows) + "x" + std::to_string(Width);
    benchmark::RegisterBenchmark(line.c_str(), [word](benchmark::State& s) { operation<Op, Rows, Width>(s, word); });
    return true;
}

constexpr double epsilon = 1e-6;
vector<tensor::dense<float>, 512> const gain;

bool const all =
    listed<ops::op::softmax, 648, 81>("softmax", [](auto& ops, auto x) { return ops.softmax(x); }) &&
    listed<ops::op::softmax, 128, 1024>("softmax", [](auto& ops, auto x) { return ops.softmax(x); }) &&
    listed<ops::op::rms_norm, 81, 512>("rms_norm", [](auto& ops, auto x) { return ops.rms_norm(x, epsilon); }) &&
    listed<ops::op::norm_with_gain<false>, 81, 512>("rms_norm_with_gain",
                                                    [](auto& ops, auto x) { return ops.rms_norm(x, epsilon, gain); }) &&
    listed<ops::op::unary<ops::op::formula::silu>, 81, 1536>("silu", [](auto& ops, auto x) { return ops.silu(x); }) &&
    listed<ops::op::unary<ops::op::formula::gelu>, 81, 1536>("gelu", [](auto& ops, auto x) { return ops.gelu(x); }) &&
    listed<ops::op::unary<ops::op::formula::exp>, 81, 1536>("exp", [](auto& ops, auto x) { return ops.exp(x); });

}  // namespace
