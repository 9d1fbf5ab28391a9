/// \file
/// Training Coconut against one plain pass over as many rows: the same model, batch and loss, forward and backward. The
/// thoughts of a sequence run one after the other, each attending to the keys before it, so what is lost is the work of
/// products with few rows. `ratio` is the aim: 1.3 at most. Both take turns, so that a busy machine slows both.

#include "../counted.hpp"
#include "../kernel/limit.hpp"

#include <lathe/core/type_name.hpp>
#include <lathe/exec/thought_shard.hpp>
#include <lathe/kernel/fast.hpp>
#include <lathe/run.hpp>
#include <lathe/variant/coconut.hpp>

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace lathe;

/// All chains are gone, and Thoughts thoughts stand in their place.
template <int Thoughts>
struct all_thought : signal::chain_plan<signal::full> {
    static constexpr int thoughts = Thoughts;
    static signal::cut of(stepwise_problem const& p, long, long, random_numbers&) {
        return {static_cast<int>(p.chain.size()), Thoughts};
    }
};

template <int Thoughts, int Width>
void coconut(benchmark::State& state) {
    constexpr int question = 50;
    constexpr int answer = 2;
    using model_type = model<variant::coconut<2, 16>, shape{.vocab = 32, .width = Width, .heads = 4, .context = 128}>;
    using thinking = exec::thought_shard<model_type, all_thought<Thoughts>, kernel::fast, float>;
    using plain = exec::thought_shard<model_type, all_thought<0>, kernel::fast, float>;
    constexpr int sequences = 64;
    auto const weights = exec::make_weights<model_type>(1);
    // questions of unequal lengths; the plain pass has symbols where the others think
    auto const draw = [](int more) {
        return [more](std::uint64_t index, stepwise_problem& p) {
            random_numbers numbers(3, index);
            int const length = question - numbers.below(8) + more;
            for (int i = 0; i < length; ++i) {
                p.question.push_back(1 + numbers.below(31));
            }
            p.answer = {stepwise_problem::answer_mark, 5};
        };
    };
    thinking one(sequences, {question, 0, 0, answer});
    plain other(sequences, {question + Thoughts, 0, 0, answer});
    one.fill(draw(0), 0, 1, 0, 1);
    other.fill(draw(Thoughts), 0, 1, 0, 1);
    auto const seconds = [&](auto& shard) {
        return seconds_of([&] { shard.learn(*weights, 0, 1, shard.asked(), 0); });
    };
    exec::thought_layout const longest{question, Thoughts, answer};
    exec::thought_batch batch(sequences, longest);
    for (int i = 0; i < sequences; ++i) batch.add(longest);
    auto const bill = bill_of<model_type, signal::full>(batch, {.early = false});
    limits const most(floats_of_training<model_type>(bill));
    std::vector<double> thought, passed;
    for (auto _ : state) {
        thought.push_back(seconds(one));
        passed.push_back(seconds(other));
        state.SetIterationTime(thought.back());
    }
    double const whole = median(passed);
    double const mine = median(thought);
    report(state, most, {.flops = one.training_flops(0), .bytes = training_bytes(bill)}, mine);
    state.SetLabel(std::string(core::type_name<typename model_type::variant>()));
    state.counters["plain_ms"] = 1e3 * whole;
    state.counters["ratio"] = mine / whole;
    state.counters["flops_ratio"] = one.training_flops(0) / other.training_flops(0);
}

BENCHMARK(coconut<3, 64>)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(coconut<6, 64>)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(coconut<16, 64>)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(coconut<6, 128>)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
