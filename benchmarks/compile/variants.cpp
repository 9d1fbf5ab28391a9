/// \file
/// What compiling costs: CONFIGURATIONS shapes of one variant, each with training (gradient) and evaluation (simd).
/// Compiled by measure.py; not a program.

#include <lathe/run.hpp>
#include <lathe/variant/trm.hpp>

namespace {

using namespace lathe;

template <int Width>
double costs_of(exec::pool& threads) {
    using variant_type = variant::trm<1, 2, 2, 1>;
    using model_type = model<variant_type, shape{.vocab = 16, .width = Width, .heads = 4, .context = 64}>;
    auto const draw = [](std::uint64_t, std::span<int>, std::span<int>) {};
    exec::trainer<model_type, signal::usual<variant_type>> trainer({.batch = 4}, 8, threads);
    trainer.step(draw);
    exec::evaluator<model_type> pass(4, 8);
    return pass.run(trainer.weights(), draw, 4, {}, 1).mean_turns();
}

template <int... I>
double all(exec::pool& threads, std::integer_sequence<int, I...>) {
    return (costs_of<64 + 16 * I>(threads) + ...);
}

}  // namespace

double costs(lathe::exec::pool& threads) { return all(threads, std::make_integer_sequence<int, CONFIGURATIONS>()); }
