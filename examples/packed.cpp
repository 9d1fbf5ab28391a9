// test: @PROJECT_SOURCE_DIR@/LICENSE 20
// Trains a looped transformer on the characters of a file for a while, and asks what is lost when its weights are packed
// in 16 bits: their bytes, and the loss on the file's last tenth, character by character as a session reads it.
//
//     packed FILE [STEPS]

#include <lathe/exec/pack.hpp>
#include <lathe/run.hpp>
#include <lathe/task/text.hpp>
#include <lathe/variant/looped.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <vector>

using namespace lathe;
using writer = model<variant::looped<2, 2>, shape{.vocab = 128, .width = 128, .heads = 4, .hidden = 336, .context = 64}>;

/// Mean loss in nats over up to 200 sequences that training has not seen.
double loss_of(auto& session, task::text const& text) {
    std::vector<int> symbols(static_cast<std::size_t>(text.length())), targets(symbols.size());
    double sum = 0, count = 0;
    for (std::uint64_t i = 0; i < 200; ++i) {
        task::make(text, 1, task::split::test, i, {symbols, targets});
        session.rewind(0);
        auto const logits = session.extend(symbols);
        for (std::size_t t = 0; t < targets.size(); ++t) {
            auto const row = logits.subspan(t * writer::size.vocab, writer::size.vocab);
            float const top = *std::max_element(row.begin(), row.end());
            double total = 0;
            for (float const x : row) total += std::exp(x - top);
            sum += std::log(total) + top - row[static_cast<std::size_t>(targets[t])];
            count += 1;
        }
    }
    return sum / count;
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
    auto const own = exec::pack<writer>(weights);
    auto const half = exec::pack<writer, storage::bf16>(weights);
    exec::session<writer> dense(weights);
    exec::packed_session<writer> packed(*own);
    exec::packed_session<writer, storage::bf16> halved(*half);
    std::printf("dense   %8zu bytes  loss %.6f\n", sizeof(weights), loss_of(dense, text));
    std::printf("packed  %8zu bytes  loss %.6f\n", sizeof(*own), loss_of(packed, text));
    std::printf("bf16    %8zu bytes  loss %.6f\n", sizeof(*half), loss_of(halved, text));
} catch (std::exception const& e) {
    std::fprintf(stderr, "packed: %s\n", e.what());
    return 2;
}
