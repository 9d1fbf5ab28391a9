#include <lathe/exec/session.hpp>
#include <lathe/signal/full.hpp>
#include <lathe/signal/last.hpp>
#include <lathe/variant/huginn.hpp>

#include "oracle.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

/// The iterate starts where the file says: one row for each position of each sequence.
template <int Sequences>
struct given : role::start {
    static constexpr bool seeded = false;
    template <shape S>
    struct at {
        template <class M>
        struct weights {
            constant<M, Sequences * S.context, S.width, initial::zeros> states;
        };
        static constexpr auto make(auto& ops, auto const& w, auto, auto const& here) {
            auto const ids = ops.integers(static_cast<int>(here.at.size()));
            for (std::size_t i = 0; !std::remove_cvref_t<decltype(ops)>::counts && i < ids.size(); ++i) {
                ids[i] = here.at[i].sequence * S.context + here.at[i].position;
            }
            return ops.lookup(w.states, ids);
        }
    };
};

constexpr int steps = 8;
constexpr int width = 16;
constexpr int rows = 12;
constexpr int vocab = 20;
constexpr shape size{.vocab = vocab, .width = width, .heads = 2, .hidden = 24, .context = 6};

template <class Halting>
using tiny_until = model<with<variant::huginn<1, 2, 1>, set::start<given<2>>, set::visibility<view::own_step>,
                              set::halting<Halting>>,
                         size>;
using tiny = tiny_until<halt::after<steps>>;

void bind_block(auto& block, std::string const& name, auto const& f) {
    f(block.norm_1.gain, part{name + "norm_1.weight"});
    f(block.attention.query, part{name + "attn.Wqkv.weight", 0});
    f(block.attention.key, part{name + "attn.Wqkv.weight", width});
    f(block.attention.value, part{name + "attn.Wqkv.weight", 2 * width});
    f(block.attention.output, part{name + "attn.proj.weight"});
    f(block.attention.bias.query, part{name + "attn.qk_bias", 0});
    f(block.attention.bias.key, part{name + "attn.qk_bias", 1});
    f(block.norm_2.gain, part{name + "norm_2.weight"});
    f(block.norm_3.gain, part{name + "norm_3.weight"});
    f(block.feed_forward.gate, part{name + "mlp.fc.weight", 0});
    f(block.feed_forward.up, part{name + "mlp.fc.weight", 24});
    f(block.feed_forward.down, part{name + "mlp.proj.weight"});
    f(block.norm_4.gain, part{name + "norm_4.weight"});
}
void bind(auto& w, auto const& f) {
    f(w.outside.embedding, part{"transformer.wte.weight"});
    bind_block(w.outside.prelude[0], "transformer.prelude.0.", f);
    f(w.core.injection.adapter, part{"transformer.adapter.weight"});
    bind_block(w.core.cell[0], "transformer.core_block.0.", f);
    bind_block(w.core.cell[1], "transformer.core_block.1.", f);
    bind_block(w.outside.coda[0], "transformer.coda.0.", f);
    f(w.outside.norm.gain, part{"transformer.ln_f.weight"});
}
/// The start of sequence `first` and of those after it stand at the beginning.
void start_from(auto& w, recorded const& states, std::size_t first = 0) {
    std::copy(states.values.begin() + static_cast<std::ptrdiff_t>(first * rows / 2 * width), states.values.end(),
              w.core.start.states.value);
}

/// Latents, logits and the loss of `limit` steps, and its gradients as far back as the signal follows.
template <class Mode, class Signal>
void compare(oracle& file, rig<tiny, Mode>& run, int limit, double forward, double gradient) {
    auto const symbols = batch_of(file["in.input_ids"], 0);
    auto const labels = file["in.labels"].integers();
    start_from(run.weights(), file["in.input_states"]);
    auto const text = [&](auto& ops, auto const& w) {
        auto const answer = tiny::forward(ops, w, symbols.get(), {.limit = limit});
        auto const latent = tiny::frame_type::norms::apply(ops, w.outside.norm, answer.core.value);
        auto const losses = ops.cross_entropy(answer.logits, labels);
        struct {
            decltype(answer) all;
            std::remove_const_t<decltype(latent)> states;
            std::remove_const_t<decltype(losses)> loss;
        } const result{answer, latent, losses};
        return result;
    };
    auto const asked = static_cast<double>(std::count_if(labels.begin(), labels.end(), [](int l) { return l >= 0; }));
    auto const got = run.template backward<Signal>(text, [&](auto& tape, auto const& result) {
        tape.seed(result.loss, static_cast<typename Mode::number>(1 / asked));
    });
    CHECK(error(got.states, file.out("latent_states")) <= forward);
    CHECK(error(got.all.logits, file.out("logits")) <= forward);
    double loss = 0;
    for (int i = 0; i < got.loss.count; ++i) loss += static_cast<double>(got.loss.data[i]) / asked;
    CHECK(error(&loss, file.out("loss")) <= forward);
    bind(run.slopes(), gradient_checker(file, gradient));
}

/// What a rule says about one sequence at each step, and what it would stop.
template <class Rule>
struct verdicts {
    using rule = typename Rule::template at<size>;
    static constexpr int memo = rule::memo;

    /// Margins of all rows, one step after the other.
    static auto margins(auto& ops, auto const& w, auto& states, input const& in) {
        auto const n = static_cast<int>(in.at.size());
        auto memory = [&] {
            if constexpr (memo > 0) {
                return ops.template filled<memo>(n, rule::first);
            } else {
                return none{};
            }
        }();
        auto const at_step = [&](std::size_t t) { return ops.template given<width>(states[t].data(), n); };
        using row = std::remove_cvref_t<decltype(ops.template filled<1>(n, 0.0))>;
        std::vector<row> all;
        for (std::size_t t = 0; t < steps; ++t) {
            auto const logits = tiny::frame_type::readout(ops, w.outside, at_step(t + 1), in, context<>{.at = in.at});
            all.push_back(rule::look(ops, no_weights{}, memory, at_step(t), at_step(t + 1), logits));
        }
        return all;
    }
    /// The number that decides about sequence s.
    static double pooled(auto margin, int s) {
        constexpr int length = rows / 2;
        if constexpr (Rule::pooled == pool::last) {
            return static_cast<double>(margin.data[(s + 1) * length - 1]);
        } else {
            double sum = 0;
            for (int i = 0; i < length; ++i) sum += static_cast<double>(margin.data[s * length + i]);
            return sum / length;
        }
    }
};

}  // namespace

TEMPLATE_TEST_CASE("Huginn agrees with its public code when the last steps carry gradient", "", exactly, quickly) {
    oracle file("huginn/oracle");
    rig<tiny, TestType> run;
    bind(run.weights(), loader(file));
    compare<TestType, signal::last<3>>(file, run, 5, TestType::forward(3e-5), TestType::gradient(1e-5));
    file.leave("out");  // the other tests look at them
    CHECK(file.unread() == "");
}

TEMPLATE_TEST_CASE("Huginn agrees with its public code when all steps carry gradient", "", exactly, quickly) {
    oracle weights("huginn/oracle");
    oracle file("huginn/full_bptt");
    rig<tiny, TestType> run;
    bind(run.weights(), loader(weights));
    compare<TestType, signal::full>(file, run, 4, TestType::forward(7e-6), TestType::gradient(7e-5));
    CHECK(file.unread() == "");
}

TEMPLATE_TEST_CASE("Huginn's single steps and exit rules agree with its public code", "", exactly, quickly) {
    using number = typename TestType::number;
    double const forward = TestType::forward(3e-5);
    oracle file("huginn/oracle");
    rig<tiny, TestType> run;
    bind(run.weights(), loader(file));
    start_from(run.weights(), file["in.input_states"]);
    auto const symbols = batch_of(file["in.input_ids"], 0);
    auto const in = symbols.get();

    auto const& start = file["in.input_states"].values;
    std::vector<std::vector<number>> states{{start.begin(), start.end()}};
    auto const answer = run.forward([&](auto& ops, auto const& w) {
        return tiny::forward(ops, w, in, {}, [&](int, auto const& x, auto const&) {
            if constexpr (requires { x.data; }) states.emplace_back(x.data, x.data + x.size());
        });
    });
    CHECK(error(answer.logits, file.out("pred_logits_8")) <= forward);
    auto const encoding = run.forward([&](auto& ops, auto const& w) {
        return tiny::frame_type::encode(ops, w.outside, in, context<>{.at = in.at});
    });
    CHECK(error(encoding, file.out("prelude")) <= forward);

    auto const step = [](std::size_t t) { return "step" + std::to_string(t) + "."; };
    REQUIRE(states.size() == steps + 1);
    for (std::size_t t = 0; t < steps; ++t) {
        CHECK(error(states[t + 1], file.out(step(t) + "x")) <= forward);
    }
    // `value` turns a margin into the number that the reference compares with its threshold
    auto const judge = [&]<class Rule>(Rule, std::string const& name, auto const& value) {
        auto const margins = run.forward([&](auto& ops, auto const& w) {
            return verdicts<Rule>::margins(ops, w, states, in);
        });
        for (std::size_t t = 0; t < steps; ++t) {
            INFO(name << " after step " << t);
            double const values[] = {value(verdicts<Rule>::pooled(margins[t], 0)),
                                     value(verdicts<Rule>::pooled(margins[t], 1))};
            double const flags[] = {verdicts<Rule>::pooled(margins[t], 0) < 1 ? 1.0 : 0.0,
                                    verdicts<Rule>::pooled(margins[t], 1) < 1 ? 1.0 : 0.0};
            auto const& want = file.out(step(t) + "val_" + name);
            // what is zero, as the argmax's first counts, has no relative error
            CHECK(std::fabs(values[0] - want[0]) <= forward * std::max(want.largest(), 1.0));
            CHECK(std::fabs(values[1] - want[1]) <= forward * std::max(want.largest(), 1.0));
            CHECK(std::vector<double>(flags, flags + 2) == file.out(step(t) + "exit_" + name).values);
        }
    };
    judge(halt::settled<0.3, steps>{}, "latent", [](double m) { return m * 0.3; });
    judge(halt::aligned<0.04, steps>{}, "cosine", [](double m) { return m * 0.04; });
    judge(halt::entropy_steady<0.1, steps>{}, "entropy", [](double m) { return m * 0.1; });
    judge(halt::kl_below<0.05, steps>{}, "kl", [](double m) { return m * 0.05; });
    judge(halt::argmax_stable<2, steps>{}, "argmax", [](double m) { return 2.5 - m; });

    std::vector<number> cached;
    auto const ids = file["in.input_ids"].integers();
    exec::session<tiny, typename TestType::kernels, number> session(run.weights(), 6, 1, {.limit = 5});
    for (std::size_t s = 0; s < 2; ++s) {
        session.rewind();
        start_from(run.weights(), file["in.input_states"], s);
        for (std::size_t i = 0; i < 6; ++i) {
            auto const part = session.extend({ids.data() + 6 * s + i, 1});
            cached.insert(cached.end(), part.begin(), part.end());
        }
    }
    CHECK(error(cached, file.out("logits_cached")) <= forward);
    for (auto const* name : {"g64.", "in.labels", "out.l", "out64.l"}) file.leave(name);
    CHECK(file.unread() == "");
}

TEMPLATE_TEST_CASE("a sequence leaves Huginn's loop at the step at which its public code lets it go", "",
                   (halt::settled<0.3, steps, grain::sequence>), (halt::kl_below<0.05, steps>)) {
    using leaving = tiny_until<TestType>;
    oracle file("huginn/oracle");
    rig<leaving, exactly> run;
    bind(run.weights(), loader(file));
    start_from(run.weights(), file["in.input_states"]);
    auto const symbols = batch_of(file["in.input_ids"], 0);
    auto const answer = run.forward([&](auto& ops, auto const& w) { return leaving::forward(ops, w, symbols.get()); });
    std::string const flag = TestType::reads_out ? "exit_kl" : "exit_latent";
    int turns = 0;
    for (std::size_t s = 0; s < 2; ++s) {
        int first = 0;
        while (first < steps && file.out("step" + std::to_string(first) + "." + flag)[s] == 0) ++first;
        REQUIRE(first < steps);
        turns = std::max(turns, first + 1);
        for (std::size_t i = 0; i < 6; ++i) CHECK(answer.core.steps[6 * s + i] == first + 1);
        auto const& state = file.out("step" + std::to_string(first) + ".x");
        recorded const mine{{6, width}, {state.values.begin() + static_cast<std::ptrdiff_t>(s * 6 * width),
                                       state.values.begin() + static_cast<std::ptrdiff_t>((s + 1) * 6 * width)}};
        CHECK(error(answer.core.value.row(static_cast<int>(6 * s)), mine) <= 1e-10);
    }
    CHECK(answer.core.turns == turns);
}
