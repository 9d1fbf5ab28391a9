#include <lathe/ops/tracing.hpp>
#include <lathe/variant/feed_forward.hpp>

#include "oracle.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

using looks = body::attention<mask::full, turn::halves<1e4>, body::attention_options{.bias = true}>;
using block = body::pre_norm<looks, body::swiglu<>, norm::rms<true, 1e-6>>;
using dream = with<variant::feed_forward<2>, set::cell<body::stack<2, block>>>;
using tiny = model<dream, shape{.vocab = 24, .width = 16, .heads = 4, .groups = 2, .hidden = 28, .context = 9}>;

void bind(auto& w, auto const& f) {
    f(w.outside.embedding, part{"model.embed_tokens.weight"});
    for (int i = 0; i < 2; ++i) {
        auto& layer = w.core.cell[i];
        auto const name = "model.layers." + std::to_string(i) + ".";
        f(layer.attention_norm.gain, part{name + "input_layernorm.weight"});
        f(layer.attention.query, part{name + "self_attn.q_proj.weight"});
        f(layer.attention.key, part{name + "self_attn.k_proj.weight"});
        f(layer.attention.value, part{name + "self_attn.v_proj.weight"});
        f(layer.attention.output, part{name + "self_attn.o_proj.weight"});
        f(layer.attention.bias.query, part{name + "self_attn.q_proj.bias"});
        f(layer.attention.bias.key, part{name + "self_attn.k_proj.bias"});
        f(layer.attention.bias.value, part{name + "self_attn.v_proj.bias"});
        f(layer.feed_forward_norm.gain, part{name + "post_attention_layernorm.weight"});
        f(layer.feed_forward.gate, part{name + "mlp.gate_proj.weight"});
        f(layer.feed_forward.up, part{name + "mlp.up_proj.weight"});
        f(layer.feed_forward.down, part{name + "mlp.down_proj.weight"});
    }
    f(w.outside.norm.gain, part{"model.norm.weight"});
    f(w.outside.head.out, part{"lm_head.weight"});
}

}  // namespace

TEMPLATE_TEST_CASE("the network of a denoiser agrees with Dream's", "", exactly, quickly) {
    using number = typename TestType::number;
    double const forward = TestType::forward(2e-6);
    double const gradient = TestType::gradient(6e-6);
    oracle file("dream_block/oracle");
    rig<tiny, TestType> run;
    bind(run.weights(), loader(file));
    for (int i = 0; i < 2; ++i) {
        // the reference has no bias there
        auto& bias = run.weights().core.cell[i].attention.bias.output;
        std::fill(bias.value, bias.value + bias.size, number(0));
    }

    auto const symbols = batch_of(file["in.input_ids"], 0);
    auto const labels = file["in.labels"].integers();
    std::vector<std::vector<number>> streams;
    std::vector<number> logits;
    run.forward([&](auto& ops, auto const& w) {
        int sums = 0;
        ops::tracing traced(ops, [&](std::string_view name, auto const& y) {
            if constexpr (requires { y.data; }) {
                if (name == "add" && ++sums % 2 == 0) streams.emplace_back(y.data, y.data + y.size());
            }
        });
        auto const answer = tiny::forward(traced, w, symbols.get());
        if constexpr (requires { answer.logits.data; }) {
            logits.assign(answer.logits.data, answer.logits.data + answer.logits.size());
        }
        return answer.logits;
    });
    CHECK(error(logits, file.out("logits")) <= forward);
    REQUIRE(streams.size() == 2);
    CHECK(error(streams[0], file.out("layer0.h")) <= forward);
    CHECK(error(streams[1], file.out("layer1.h")) <= forward);

    auto const losses = run.backward(
        [&](auto& ops, auto const& w) { return ops.cross_entropy(tiny::forward(ops, w, symbols.get()).logits, labels); },
        [](auto& tape, auto y) { tape.seed(y, number(1) / static_cast<number>(y.count)); });
    double loss = 0;
    for (int i = 0; i < losses.count; ++i) loss += static_cast<double>(losses.data[i]) / losses.count;
    CHECK(error(&loss, file.out("ce_loss")) <= forward);
    // the reference's symbol 0 is padding and gets no gradient
    auto& padding = run.slopes().outside.embedding;
    for (int c = 0; c < 16; ++c) padding(0, c) = 0;
    bind(run.slopes(), gradient_checker(file, gradient));
    CHECK(file.unread() == "");
}
