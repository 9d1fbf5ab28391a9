// test: @PROJECT_SOURCE_DIR@/LICENSE 20
// Trains a looped transformer on the characters of a file and lets it write: everything that lathe needs is included.
//
//     characters FILE [STEPS]

#include <lathe/run.hpp>
#include <lathe/task/text.hpp>
#include <lathe/variant/looped.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>

using namespace lathe;
using writer = model<variant::looped<2, 2>, shape{.vocab = 128, .width = 128, .heads = 4, .hidden = 336, .context = 64}>;

int main(int count, char** arguments) try {
    if (count < 2) {
        std::puts("usage: characters FILE [STEPS]");
        return 1;
    }
    long const steps = count > 2 ? std::atol(arguments[2]) : 500;
    task::text const text(task::load_text(arguments[1]), writer::size.context);
    auto const draw = [&](std::uint64_t i, std::span<int> symbols, std::span<int> targets) {
        task::make(text, 1, task::split::train, i, {symbols, targets});
    };
    exec::pool threads(2);
    exec::trainer<writer> trainer({.batch = 12, .steps = steps, .warmup = 100, .decay = 0.1}, text.length(), threads);
    while (trainer.steps() < steps) {
        auto const now = trainer.step(draw);
        if (now.step % 50 == 0 || now.step == steps) {
            std::printf("step %ld: loss %.3f\n", now.step, now.seen.mean_loss());
        }
    }
    exec::session<writer> session(trainer.weights());
    random_numbers numbers(1);
    for (int symbol = text.length() % text.symbols(), i = 0; i < writer::size.context; ++i) {
        auto const logits = session.extend(std::span<int const>(&symbol, 1));
        symbol = exec::sample(logits, text.symbols(), 0.8, numbers.uniform());
        std::fputs(text.spell(symbol).c_str(), stdout);
    }
    std::puts("");
} catch (std::exception const& e) {
    std::fprintf(stderr, "characters: %s\n", e.what());
    return 2;
}
