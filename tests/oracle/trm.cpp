#include <lathe/signal/last.hpp>
#include <lathe/variant/trm.hpp>
#include <lathe/variant/trm_mixer.hpp>

#include "segments.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

constexpr shape size{.vocab = 7, .width = 16, .heads = 2, .hidden = 256, .context = 6, .puzzles = 4};
using tiny = model<with<variant::trm<2, 2, 3, 2>, set::halting<halt::q_head<3>>>, size>;
using tiny_mixer = model<with<variant::trm_mixer<1, 2, 3, 2, 256>, set::halting<halt::q_head<3>>>, size>;

void bind_outside(auto& w, auto const& f) {
    f(w.outside.embedding, part{"inner.embed_tokens.embedding_weight"});
    f(w.outside.puzzle.rows, part{"inner.puzzle_emb.weights"});
    f(w.outside.head, part{"inner.lm_head.weight"});
    f(w.outside.q_head, part{"inner.q_head.weight"});
    f(w.outside.q_bias, part{"inner.q_head.bias"});
    f(w.core.start.high, part{"inner.H_init"});
    f(w.core.start.low, part{"inner.L_init"});
}
void bind_channels(auto& swiglu, std::string const& name, auto const& f) {
    f(swiglu.gate, part{name + "gate_up_proj.weight", 0});
    f(swiglu.up, part{name + "gate_up_proj.weight", 256});
    f(swiglu.down, part{name + "down_proj.weight"});
}

void bind_attention(auto& w, auto const& f) {
    bind_outside(w, f);
    for (int i = 0; i < 2; ++i) {
        auto& block = w.core.cell.both[i];
        auto const name = "inner.L_level.layers." + std::to_string(i) + ".";
        f(block.attention.query, part{name + "self_attn.qkv_proj.weight", 0});
        f(block.attention.key, part{name + "self_attn.qkv_proj.weight", 16});
        f(block.attention.value, part{name + "self_attn.qkv_proj.weight", 32});
        f(block.attention.output, part{name + "self_attn.o_proj.weight"});
        bind_channels(block.feed_forward, name + "mlp.", f);
    }
}

}  // namespace

TEMPLATE_TEST_CASE("TRM with attention agrees with its public code over four calls", "", exactly, quickly) {
    oracle file("trm/attn");
    rig<tiny, TestType> run;
    auto const bind = [](auto& w, auto const& f) { bind_attention(w, f); };
    bind(run.weights(), loader(file));
    // the file holds 0.8 in single precision; the run in double precision had set 0.8 itself
    CHECK(run.weights().outside.q_bias(0, 0) == typename TestType::number(0.8f));
    run.weights().outside.q_bias(0, 0) = typename TestType::number(0.8);
    compare_segments<signal::last<1, level::cycle>, false>(file, run, bind, TestType::forward(8e-6),
                                                           TestType::gradient(1e-5));
    CHECK(file.unread() == "");
}

TEST_CASE("sequences that leave TRM's calls one by one keep the state of their last call") {
    oracle file("trm/attn");
    rig<tiny, exactly> run;
    bind_attention(run.weights(), loader(file));
    auto const all = batch_of(file["in.inputs"], tiny::prefix);
    auto const puzzles = file["in.puzzle_identifiers"].integers();
    auto in = all.get();
    in.puzzles = puzzles;
    auto const answer = run.forward([&](auto& ops, auto const& w) { return tiny::forward(ops, w, in); });
    // the second one leaves after the first call, the others after the second
    CHECK(answer.core.turns == 2);
    auto want = file.out("s1.z_H");
    auto const& first = file.out("s0.z_H").values;
    auto const one = static_cast<std::ptrdiff_t>(first.size() / 3);
    std::copy(first.begin() + one, first.begin() + 2 * one, want.values.begin() + one);
    CHECK(error(answer.core.value, want) <= 1e-10);
    for (std::size_t i = 0; i < 24; ++i) CHECK(answer.core.steps[i] == (i / 8 == 1 ? 1 : 2));
}

TEST_CASE("a sequence leaves TRM's calls when it would leave them alone, and with the same state") {
    using patient = model<with<variant::trm<2, 2, 3, 2>, set::halting<halt::q_head<12>>>, size>;
    oracle file("trm/attn");
    rig<patient, exactly> run;
    bind_attention(run.weights(), loader(file));
    run.weights().outside.q_bias(0, 0) = 0.2;
    auto const symbols = file["in.inputs"].integers();
    auto const puzzles = file["in.puzzle_identifiers"].integers();
    auto const answers = [&](std::vector<std::size_t> const& which) {
        exec::batch some(static_cast<int>(which.size()), 6, patient::prefix);
        std::vector<int> theirs;
        for (auto s : which) {
            std::copy_n(symbols.begin() + static_cast<std::ptrdiff_t>(6 * s), 6, some.add(6).symbols.begin());
            theirs.push_back(puzzles[s]);
        }
        auto in = some.get();
        in.puzzles = theirs;
        auto const answer = run.forward([&](auto& ops, auto const& w) { return patient::forward(ops, w, in); });
        std::vector<double> states(answer.core.value.data, answer.core.value.data + answer.core.value.size());
        states.insert(states.end(), answer.core.steps.begin(), answer.core.steps.end());
        return states;
    };
    auto const together = answers({0, 1, 2});
    std::vector<double> steps;
    for (std::size_t i = 0; i < 3; ++i) {
        auto const alone = answers({i});
        steps.push_back(alone.back());
        for (std::size_t j = 0; j < 8 * 16; ++j) CHECK(together[i * 8 * 16 + j] == Approx(alone[j]).epsilon(1e-12));
        CHECK(together[3 * 8 * 16 + 8 * i] == alone.back());
    }
    // the first one leaves when the last has left, and the second stays
    CHECK(steps == std::vector<double>{5, 12, 4});
}

TEMPLATE_TEST_CASE("TRM that mixes along positions agrees with its public code over four calls", "", exactly, quickly) {
    oracle file("trm/mlp_t");
    rig<tiny_mixer, TestType> run;
    auto const bind = [](auto& w, auto const& f) {
        bind_outside(w, f);
        bind_channels(w.core.cell.both[0].tokens, "inner.L_level.layers.0.mlp_t.", f);
        bind_channels(w.core.cell.both[0].feed_forward, "inner.L_level.layers.0.mlp.", f);
    };
    bind(run.weights(), loader(file));
    compare_segments<signal::last<1, level::cycle>, false>(file, run, bind, TestType::forward(2e-5),
                                                           TestType::gradient(4e-6));
    CHECK(file.unread() == "");
}

TEST_CASE("a mixer along positions refuses a sequence that is too short") {
    rig<tiny_mixer, exactly> run;
    exec::batch all(1, 5, tiny_mixer::prefix);
    all.add(5);
    int const puzzle = 0;
    auto in = all.get();
    in.puzzles = {&puzzle, 1};
    auto const text = [&](auto& ops, auto const& w) { return tiny_mixer::forward(ops, w, in, {.limit = 1}); };
    CHECK_THROWS_WITH(run.forward(text), contains("needs exactly 8"));
}
