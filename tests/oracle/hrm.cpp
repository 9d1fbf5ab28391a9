#include <lathe/signal/last.hpp>
#include <lathe/variant/hrm.hpp>

#include "segments.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

using tiny = model<with<variant::hrm<1, 2, 2>, set::halting<halt::q_head<3, true>>>,
                   shape{.vocab = 7, .width = 16, .heads = 2, .hidden = 256, .context = 6, .puzzles = 4}>;

void bind_block(auto& block, std::string const& name, auto const& f) {
    f(block.attention.query, part{name + "self_attn.qkv_proj.weight", 0});
    f(block.attention.key, part{name + "self_attn.qkv_proj.weight", 16});
    f(block.attention.value, part{name + "self_attn.qkv_proj.weight", 32});
    f(block.attention.output, part{name + "self_attn.o_proj.weight"});
    f(block.feed_forward.gate, part{name + "mlp.gate_up_proj.weight", 0});
    f(block.feed_forward.up, part{name + "mlp.gate_up_proj.weight", 256});
    f(block.feed_forward.down, part{name + "mlp.down_proj.weight"});
}

}  // namespace

TEMPLATE_TEST_CASE("HRM agrees with its public code over four calls", "", exactly, quickly) {
    oracle file("hrm/oracle");
    rig<tiny, TestType> run;
    auto const bind = [](auto& w, auto const& f) {
        f(w.outside.embedding, part{"inner.embed_tokens.embedding_weight"});
        f(w.outside.puzzle.rows, part{"inner.puzzle_emb.weights"});
        f(w.outside.head, part{"inner.lm_head.weight"});
        f(w.outside.q_head, part{"inner.q_head.weight"});
        f(w.outside.q_bias, part{"inner.q_head.bias"});
        f(w.core.start.high, part{"inner.H_init"});
        f(w.core.start.low, part{"inner.L_init"});
        bind_block(w.core.cell.high[0], "inner.H_level.layers.0.", f);
        bind_block(w.core.cell.low[0], "inner.L_level.layers.0.", f);
    };
    bind(run.weights(), loader(file));
    compare_segments<signal::one_step, true>(file, run, bind, TestType::forward(8e-6), TestType::gradient(6e-6));
    CHECK(file.unread() == "");
}
