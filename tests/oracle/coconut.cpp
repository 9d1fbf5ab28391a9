#include <lathe/exec/session.hpp>
#include <lathe/exec/thought_batch.hpp>
#include <lathe/variant/coconut.hpp>

#include "oracle.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

using tiny = model<variant::coconut<2, 6>, shape{.vocab = 28, .width = 16, .heads = 2, .hidden = 32, .context = 32}>;
constexpr int thought = 25;

/// GPT-2 keeps its matrices input by input, and three projections side by side.
void bind(auto& w, auto const& f) {
    f(w.outside.embedding, part{"transformer.wte.weight"});
    f(w.outside.position.codes, part{"transformer.wpe.weight"});
    for (int i = 0; i < 2; ++i) {
        auto& layer = w.core.cell.stack[i];
        auto const name = "transformer.h." + std::to_string(i) + ".";
        auto const matrix = [&](auto& leaf, std::string const& what, int columns, int first = 0) {
            f(leaf, part{.name = name + what + ".weight", .row = first, .across = columns});
        };
        auto const bias = [&](auto& leaf, std::string const& what, int first = 0) {
            f(leaf, part{.name = name + what + ".bias", .first = first});
        };
        f(layer.attention_norm.gain, part{name + "ln_1.weight"});
        f(layer.attention_norm.bias, part{name + "ln_1.bias"});
        matrix(layer.attention.query, "attn.c_attn", 48);
        matrix(layer.attention.key, "attn.c_attn", 48, 16);
        matrix(layer.attention.value, "attn.c_attn", 48, 32);
        bias(layer.attention.bias.query, "attn.c_attn");
        bias(layer.attention.bias.key, "attn.c_attn", 16);
        bias(layer.attention.bias.value, "attn.c_attn", 32);
        matrix(layer.attention.output, "attn.c_proj", 16);
        bias(layer.attention.bias.output, "attn.c_proj");
        f(layer.feed_forward_norm.gain, part{name + "ln_2.weight"});
        f(layer.feed_forward_norm.bias, part{name + "ln_2.bias"});
        matrix(layer.feed_forward.up, "mlp.c_fc", 32);
        bias(layer.feed_forward.bias.up, "mlp.c_fc");
        matrix(layer.feed_forward.down, "mlp.c_proj", 16);
        bias(layer.feed_forward.bias.down, "mlp.c_proj");
    }
    f(w.core.cell.norm.gain, part{"transformer.ln_f.weight"});
    f(w.core.cell.norm.bias, part{"transformer.ln_f.bias"});
}

/// A row of symbols, in which thoughts are marked by a symbol of their own.
exec::thought_layout layout_of(std::vector<int> const& row) {
    auto const first = static_cast<int>(std::find(row.begin(), row.end(), thought) - row.begin());
    auto const thoughts = static_cast<int>(std::count(row.begin(), row.end(), thought));
    auto const length = static_cast<int>(row.size());
    return {.question = first, .thoughts = thoughts, .rest = length - first - thoughts};
}

exec::thought_batch marked_batch(recorded const& symbols) {
    int const length = static_cast<int>(symbols.shape[1]);
    exec::thought_batch all(static_cast<int>(symbols.shape[0]), {.question = length, .thoughts = length, .rest = length});
    auto const numbers = symbols.integers();
    for (auto row = numbers.begin(); row != numbers.end(); row += length) {
        std::vector<int> const mine(row, row + length);
        auto const own = layout_of(mine);
        auto const to = all.add(own);
        std::copy(mine.begin(), mine.begin() + own.question, to.question.begin());
        std::copy(mine.end() - own.rest, mine.end(), to.rest.begin());
    }
    return all;
}

}  // namespace

TEST_CASE("every tensor of the file has its place in a comparison") {
    oracle file("coconut/oracle");
    exec::weights_of<tiny, double> weights;
    bind(weights, loader(file));
    bind(weights, gradient_checker(file, std::numeric_limits<double>::infinity()));
    for (char const* name : {"logits", "inputs_embeds", "loss", "plain_logits", "plain_hidden_last", "generated", "generate_embeds"}) {
        file.out(name);
    }
    file.leave("in.");
    CHECK(file.unread() == "");
}
TEMPLATE_TEST_CASE("Coconut agrees with the public implementation", "", exactly, quickly) {
    using number = typename TestType::number;
    double const forward = TestType::forward(1e-6);
    double const gradient = TestType::gradient(2e-6);
    oracle file("coconut/oracle");
    rig<tiny, TestType> run;
    bind(run.weights(), loader(file));

    auto const ids = file["in.input_ids"];
    auto symbols = marked_batch(ids);
    auto const in = symbols.get();

    // the reference asks row i for the label of row i + 1
    auto const labels = file["in.labels"].integers();
    std::vector<int> targets(labels.size(), -1);
    int asked = 0;
    for (std::size_t i = 0; i + 1 < labels.size(); ++i) {
        if (in.inner[i + 1].sequence == in.inner[i].sequence && labels[i + 1] >= 0) {
            targets[i] = labels[i + 1];
            ++asked;
        }
    }

    SECTION("logits, and rows that went in") {
        auto const& logits = file.out("logits");
        auto const& rows = file.out("inputs_embeds");
        auto const answer = run.forward([&](auto& ops, auto const& w) { return tiny::forward(ops, w, in); });
        CHECK(error(answer.logits, logits) <= forward);
        CHECK(answer.core.turns == 3);
        CHECK(answer.core.finite);
        // what crossed the border is the state of the row before, without its position
        std::vector<number> crossed(rows.values.begin(), rows.values.end());
        for (auto const& part : in.stretches.first(4).after(1)) {
            for (std::size_t i = 0; i < part.rows.size(); ++i) {
                auto const* state = answer.core.value.row(part.holds[i]);
                std::copy(state, state + 16, crossed.begin() + part.rows[i] * 16);
            }
        }
        CHECK(error(crossed, rows) <= forward);
    }
    SECTION("the loss and its gradient through the chain of thoughts") {
        auto const text = [&](auto& ops, auto const& w) {
            return ops.cross_entropy(tiny::forward(ops, w, in).logits, targets);
        };
        auto const losses =
            run.backward(text, [&](auto& tape, auto const& y) { tape.seed(y, number(1) / static_cast<number>(asked)); });
        double loss = 0;
        for (int i = 0; i < losses.count; ++i) loss += static_cast<double>(losses.data[i]);
        CHECK(std::fabs(loss / asked - file.out("loss")[0]) <= forward * file.out("loss")[0]);
        bind(run.slopes(), gradient_checker(file, gradient));
    }
    SECTION("without thoughts it is GPT-2") {
        auto const plain = batch_of(ids, 0);
        auto const answer =
            run.forward([&](auto& ops, auto const& w) { return tiny::forward(ops, w, plain.get()); });
        CHECK(error(answer.logits, file.out("plain_logits")) <= forward);
        CHECK(error(answer.core.value, file.out("plain_hidden_last")) <= forward);
    }
    SECTION("a session thinks, and goes on greedily") {
        auto const want = file.out("generated").integers();
        auto const& rows = file.out("generate_embeds");
        auto const prompt = ids.integers();
        auto const own = layout_of({prompt.begin(), prompt.begin() + 12});
        exec::session<tiny, typename TestType::kernels, number> session(run.weights());
        session.extend(std::span(prompt).first(4));
        std::vector<double> worst;
        for (int t = 0; t < own.thoughts; ++t) {
            std::vector<double> const before(rows.values.begin() + (4 + t) * 16, rows.values.begin() + (5 + t) * 16);
            for (int i = 0; i < 16; ++i) {
                // the reference's row has its position's code only inside the network
                worst.push_back(std::fabs(static_cast<double>(session.state()[static_cast<std::size_t>(i)]) -
                                          before[static_cast<std::size_t>(i)]));
            }
            session.think();
        }
        CHECK(*std::max_element(worst.begin(), worst.end()) <= forward * rows.largest());
        std::vector<int> said(want.begin(), want.begin() + 7);
        std::vector<int> next{want[7]};
        while (said.size() < want.size()) {
            said.push_back(next[0]);
            auto const logits = session.extend(next);
            next[0] = static_cast<int>(std::max_element(logits.begin(), logits.end()) - logits.begin());
        }
        CHECK(said == want);
        // the embeddings of what was said are the other rows of the list
        auto const& embedding = file["w.transformer.wte.weight"];
        double off = 0;
        for (std::size_t i = 0; i < want.size(); ++i) {
            for (std::size_t j = 0; (i < 4 || i > 6) && j < 16; ++j) {
                off = std::max(off, std::fabs(rows[i * 16 + j] - embedding[static_cast<std::size_t>(want[i]) * 16 + j]));
            }
        }
        CHECK(off == 0);
    }
}
