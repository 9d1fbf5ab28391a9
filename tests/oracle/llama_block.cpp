#include <lathe/exec/session.hpp>
#include <lathe/ops/tracing.hpp>
#include <lathe/variant/feed_forward.hpp>

#include "oracle.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

using block =
    body::pre_norm<body::attention<mask::causal, turn::interleaved<1e4>>, body::swiglu<>, norm::rms<true, 1e-5>>;
using llama = with<variant::feed_forward<2>, set::cell<body::stack<2, block>>>;
using tiny = model<llama, shape{.vocab = 24, .width = 16, .heads = 4, .groups = 2, .hidden = 48, .context = 7}>;

void bind(auto& w, auto const& f) {
    f(w.outside.embedding, part{"tok_embeddings.weight"});
    for (int i = 0; i < 2; ++i) {
        auto& layer = w.core.cell[i];
        auto const name = "layers." + std::to_string(i) + ".";
        f(layer.attention_norm.gain, part{name + "attention_norm.weight"});
        f(layer.attention.query, part{name + "attention.wq.weight"});
        f(layer.attention.key, part{name + "attention.wk.weight"});
        f(layer.attention.value, part{name + "attention.wv.weight"});
        f(layer.attention.output, part{name + "attention.wo.weight"});
        f(layer.feed_forward_norm.gain, part{name + "ffn_norm.weight"});
        f(layer.feed_forward.gate, part{name + "feed_forward.w1.weight"});
        f(layer.feed_forward.up, part{name + "feed_forward.w3.weight"});
        f(layer.feed_forward.down, part{name + "feed_forward.w2.weight"});
    }
    f(w.outside.norm.gain, part{"norm.weight"});
    f(w.outside.head.out, part{"output.weight"});
}

}  // namespace

TEMPLATE_TEST_CASE("a Llama block agrees with Llama 3", "", exactly, quickly) {
    using number = typename TestType::number;
    double const forward = TestType::forward(3e-6);
    double const gradient = TestType::gradient(4e-6);
    oracle file("llama_block/oracle");
    rig<tiny, TestType> run;
    bind(run.weights(), loader(file));

    auto const symbols = batch_of(file["in.input_ids"], 0);
    auto const labels = file["in.labels"].integers();
    auto const text = [&](auto& ops, auto const& w) {
        auto const answer = tiny::forward(ops, w, symbols.get());
        return ops.cross_entropy(answer.logits, labels);
    };

    std::vector<std::vector<number>> streams;
    std::vector<number> logits;
    run.forward([&](auto& ops, auto const& w) {
        // x + attention(x) and a + feed_forward(a) are the only sums; the second one of a layer is what leaves it
        int sums = 0;
        ops::tracing traced(ops, [&](std::string_view name, auto const& y) {
            if constexpr (requires { y.data; }) {
                if (name == "add" && ++sums % 2 == 0) {
                    streams.emplace_back(y.data, y.data + y.size());
                }
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

    auto const losses = run.backward(text, [](auto& tape, auto y) {
        tape.seed(y, number(1) / static_cast<number>(y.count));
    });
    double loss = 0;
    for (int i = 0; i < losses.count; ++i) loss += static_cast<double>(losses.data[i]) / losses.count;
    CHECK(error(&loss, file.out("ce_loss")) <= forward);
    bind(run.slopes(), gradient_checker(file, gradient));

    std::vector<number> cached;
    auto const ids = file["in.input_ids"].integers();
    exec::session<tiny, typename TestType::kernels, number> session(run.weights(), 7, 3);
    for (std::size_t s = 0; s < 2; ++s) {
        session.rewind();
        for (std::size_t const from : {0u, 3u, 4u, 5u, 6u}) {
            auto const part = session.extend({ids.data() + 7 * s + from, from == 0 ? 3u : 1u});
            cached.insert(cached.end(), part.begin(), part.end());
        }
    }
    CHECK(error(cached, file.out("logits_cached")) <= forward);
    CHECK(file.unread() == "");
}
