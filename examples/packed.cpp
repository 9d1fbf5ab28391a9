// test: @PROJECT_SOURCE_DIR@/LICENSE 20
// Trains a looped transformer on the characters of a file for a while, and asks what is lost when its weights are packed
// in 32, 16 or 8 bits: their bytes, and the loss on the file's last tenth.
//
//     packed FILE [STEPS]

#include <lathe/exec/pack.hpp>
#include <lathe/run.hpp>
#include <lathe/task/text.hpp>
#include <lathe/variant/looped.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <span>

using namespace lathe;
using writer = model<variant::looped<2, 2>, shape{.vocab = 128, .width = 128, .heads = 4, .hidden = 336, .context = 64}>;

constexpr int sequences = 20;

/// One line: bytes of the weights, mean loss in nats over 200 sequences that training has not seen.
template <class Weights>
void report(char const* name, Weights const& weights, task::text const& text) {
    exec::evaluator<writer, kernel::fast, float, Weights> judge(sequences, text.length());
    auto const found = judge.run(weights, [&](std::uint64_t i, std::span<int> symbols, std::span<int> targets) {
        task::make(text, 1, task::split::test, i, {symbols, targets});
    }, 10 * sequences);
    std::printf("%-10s %8zu bytes  loss %.4f\n", name, sizeof(weights), found.all.mean_loss());
}

int main(int count, char** arguments) try {
    if (count < 2) {
        std::puts("usage: packed FILE [STEPS]");
        return 1;
    }
    long const steps = count > 2 ? std::atol(arguments[2]) : 500;
    task::text const text(task::load_text(arguments[1]), writer::size.context);
    exec::pool threads(2);
    exec::trainer<writer> trainer({.batch = 12, .steps = steps, .warmup = 100, .decay = 0.1}, text.length(), threads);
    while (trainer.steps() < steps) {
        trainer.step([&](std::uint64_t i, std::span<int> symbols, std::span<int> targets) {
            task::make(text, 1, task::split::train, i, {symbols, targets});
        });
    }
    auto const& weights = trainer.weights();
    report("dense", weights, text);
    report("packed", *exec::pack<writer>(weights), text);
    report("bf16", *exec::pack<writer, storage::bf16>(weights), text);
    report("bf16_dot", *exec::pack<writer, storage::bf16_dot>(weights), text);
    report("int8", *exec::pack<writer, storage::int8<>>(weights), text);
} catch (std::exception const& e) {
    std::fprintf(stderr, "packed: %s\n", e.what());
    return 2;
}
