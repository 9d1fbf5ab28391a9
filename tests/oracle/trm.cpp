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

}  // namespace

TEMPLATE_TEST_CASE("TRM with attention agrees with its public code over four calls", "", exactly, quickly) {
    oracle file("trm/attn");
    rig<tiny, TestType> run;
    auto const bind = [](auto& w, auto const& f) {
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
    };
    bind(run.weights(), loader(file));
    // the file holds 0.8 in single precision; the run in double precision had set 0.8 itself
    CHECK(run.weights().outside.q_bias(0, 0) == typename TestType::number(0.8f));
    run.weights().outside.q_bias(0, 0) = typename TestType::number(0.8);
    compare_segments<signal::last<1, level::cycle>, false>(file, run, bind, TestType::forward(8e-6),
                                                           TestType::gradient(1e-5));
    CHECK(file.unread() == "");
}

TEMPLATE_TEST_CASE("TRM with a mixer along positions agrees with its public code over four calls", "", exactly, quickly) {
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
    CHECK_THROWS_WITH(run.forward([&](auto& ops, auto const& w) { return tiny_mixer::forward(ops, w, in, {.limit = 1}); }),
                      contains("needs exactly 8"));
}
