#include <lathe/variant/universal_transformer.hpp>

#include "oracle.hpp"

using namespace lathe;
using namespace lathe::test;

namespace public_encoder {

constexpr int sequences = 3;
constexpr int length = 7;
constexpr int width = 16;
constexpr int hops = 6;

/// y = (x - mean) / (s + epsilon) with the deviation s of a sample, whose squares are divided by W - 1.
struct standardise {
    static constexpr auto name = "standardise";
    static constexpr int keeps(bool, auto const& x, double) { return x.count; }
    template <ops::handle X>
    static constexpr auto result(X const& x, double) {
        return ops::extent<X::width>{x.count};
    }
    static constexpr ops::price cost(auto const& x, double) { return {5.0 * x.size(), 2.0 * x.size()}; }
    template <class K, class X>
    static void forward(auto y, auto* keep, X x, double epsilon) {
        using t = typename X::value_type;
        for (int i = 0; i < x.count; ++i) {
            t const mean = K::template sum<t>(X::width, [](auto v) { return v; }, x.row(i)) / t(X::width);
            t const squares = K::template sum<t>(X::width, [=](auto v) { return (v - mean) * (v - mean); }, x.row(i));
            keep[i] = std::sqrt(squares / t(X::width - 1));
            t const scale = t(1) / (keep[i] + static_cast<t>(epsilon));
            K::map(X::width, y.row(i), [=](auto v) { return (v - mean) * scale; }, x.row(i));
        }
    }
    template <class K, class X>
    static void backward(auto y, auto* keep, X x, double epsilon) {
        using t = typename X::value_type;
        for (int i = 0; x.slope && i < x.count; ++i) {
            t const whole = keep[i] + static_cast<t>(epsilon);
            t const mean = K::template sum<t>(X::width, [](auto d) { return d; }, y.row_slope(i)) / t(X::width);
            t const product =
                K::template sum<t>(X::width, [](auto d, auto v) { return d * v; }, y.row_slope(i), y.row(i));
            t const along = product * whole / (t(X::width - 1) * keep[i]);
            K::accumulate(X::width, x.row_slope(i), [=](auto d, auto v) { return (d - mean - v * along) / whole; },
                          y.row_slope(i), y.row(i));
        }
    }
};
struct standard_norm {
    template <shape S>
    struct at {
        template <class M>
        struct weights {
            vector<M, S.width, initial::ones> gain;
            vector<M, S.width> bias;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x) {
            return ops.add_vector(w.bias, ops.gain(w.gain, ops.template run<standardise>(x, 1e-6)));
        }
    };
};

/// The public encoder reads rows that are given instead of symbols, and has no head.
struct encoder : role::outside {
    static constexpr int prefix = 0;
    static constexpr int coda_blocks = 0;
    static constexpr bool answers_whole = false;
    template <class V, shape S>
    struct at {
        static constexpr int prelude_layers = 0;
        static constexpr int coda_layers = 0;
        template <class M>
        struct weights {
            table<M, S.vocab, S.width> given;
            matrix<M, S.width, S.width> projection;
        };
        static constexpr auto encode(auto& ops, auto const& w, input const& in, auto const&) {
            return ops.linear(w.projection, ops.lookup(w.given, in.symbols));
        }
        static constexpr auto readout(auto&, auto const&, auto x, input const&, auto const&) { return x; }
    };
};

using block = body::pre_norm<body::attention<mask::full, turn::none>, body::convolved<-1, 1>, standard_norm>;
template <class Halting>
using tiny = model<with<variant::universal_transformer, set::outside<encoder>, set::cell<body::stack<1, block>>,
                        set::halting<Halting>>,
                   shape{.vocab = sequences * length, .width = width, .heads = 2, .hidden = 24, .context = 12}>;

void bind(auto& w, auto const& f) {
    f(w.outside.projection, part{"embedding_proj.weight"});
    f(w.core.injection.position, part{"timing_signal"});
    f(w.core.injection.step, part{"position_signal"});
    auto& layer = w.core.cell[0];
    f(layer.attention_norm.gain, part{"enc.layer_norm_mha.gamma"});
    f(layer.attention_norm.bias, part{"enc.layer_norm_mha.beta"});
    f(layer.attention.query, part{"enc.multi_head_attention.query_linear.weight"});
    f(layer.attention.key, part{"enc.multi_head_attention.key_linear.weight"});
    f(layer.attention.value, part{"enc.multi_head_attention.value_linear.weight"});
    f(layer.attention.output, part{"enc.multi_head_attention.output_linear.weight"});
    f(layer.feed_forward_norm.gain, part{"enc.layer_norm_ffn.gamma"});
    f(layer.feed_forward_norm.bias, part{"enc.layer_norm_ffn.beta"});
    f(layer.feed_forward.up, part{"enc.positionwise_feed_forward.layers.0.conv.weight", 0, 3});
    f(layer.feed_forward.up_bias, part{"enc.positionwise_feed_forward.layers.0.conv.bias"});
    f(layer.feed_forward.down, part{"enc.positionwise_feed_forward.layers.1.conv.weight", 0, 3});
    f(layer.feed_forward.down_bias, part{"enc.positionwise_feed_forward.layers.1.conv.bias"});
    if constexpr (requires { w.core.halting.bias; }) {
        f(w.core.halting.halting, part{"act_fn.p.weight"});
        f(w.core.halting.bias, part{"act_fn.p.bias"});
    }
}

/// The rows of the file, as symbols in order.
inline auto symbols() {
    exec::batch all(sequences, length, 0);
    for (int s = 0, next = 0; s < sequences; ++s) {
        for (int& symbol : all.add(length).symbols) symbol = next++;
    }
    return all;
}

template <class Model, class Mode>
void load(oracle& file, rig<Model, Mode>& run) {
    bind(run.weights(), loader(file));
    auto const& x = file["in.x"].values;
    std::copy(x.begin(), x.end(), run.weights().outside.given.value);
    file.leave("w.layer_norm.");  // its encoder has one more norm and does not apply it
}

struct total {
    double sum = 0, size = 0;
    void add(double term) {
        sum += term;
        size += std::fabs(term);
    }
};
/// The terms of this loss cancel nearly all of each other, so that what is left of them says nothing about precision;
/// the size of what was added does.
inline double error(total const& loss, recorded const& want) { return std::fabs(loss.sum - want[0]) / loss.size; }

total weighted_sum(auto const& y) {
    total loss;
    for (int i = 0; i < y.size(); ++i) {
        loss.add(static_cast<double>(y.data[i]) * loss_weight(static_cast<std::size_t>(i)));
    }
    return loss;
}
}  // namespace public_encoder

using namespace public_encoder;

TEMPLATE_TEST_CASE("the Universal Transformer agrees with its public code at a fixed number of steps", "", exactly,
                   quickly) {
    using number = typename TestType::number;
    double const forward = TestType::forward(1e-6);
    double const gradient = TestType::gradient(2e-6);
    using fixed = tiny<halt::after<hops>>;
    oracle file("universal_transformer/fixed");
    rig<fixed, TestType> run;
    load(file, run);
    auto const all = symbols();

    std::vector<std::vector<number>> states;
    auto const answer = run.backward(
        [&](auto& ops, auto const& w) {
            return fixed::forward(ops, w, all.get(), {}, [&](int, auto const& x, auto const&) {
                if constexpr (requires { x.data; }) states.emplace_back(x.data, x.data + x.size());
            });
        },
        [](auto& tape, auto const& result) { seed_weighted_sum(tape, result.logits); });
    CHECK(error(answer.logits, file.out("y")) <= forward);
    CHECK(error(weighted_sum(answer.logits), file.out("loss")) <= forward);
    REQUIRE(states.size() == hops);
    for (int t = 0; t < hops; ++t) {
        auto& state = states[static_cast<std::size_t>(t)];
        // the reference adds the next step's codes to what it has stored
        auto const& codes = run.weights().core.injection;
        for (std::size_t i = 0; t + 1 < hops && i < state.size(); ++i) {
            auto const column = static_cast<int>(i % width);
            auto const position = static_cast<int>(i / width % length);
            state[i] += codes.position(position, column) + codes.step(t + 1, column);
        }
        CHECK(error(state, file.out("state" + std::to_string(t))) <= forward);
    }
    bind(run.slopes(), gradient_checker(file, gradient));
    CHECK(error(run.slopes().outside.given.value, file["g64.x"]) <= gradient);
    CHECK(file.unread() == "");
}

TEMPLATE_TEST_CASE("the Universal Transformer agrees with its public code when tokens share out their answers", "",
                   exactly, quickly) {
    using number = typename TestType::number;
    double const forward = TestType::forward(1e-6);
    double const gradient = TestType::gradient(2e-6);
    // The halting weights of the run in double precision were 0.7 times numbers in single precision. The file has the
    // rounded products, and the shares can be told no better.
    double const shares = std::max(forward, 1e-7);
    using sharing = tiny<halt::adaptive<0.9, hops>>;
    oracle file("universal_transformer/act");
    rig<sharing, TestType> run;
    load(file, run);
    auto const all = symbols();

    std::vector<std::vector<number>> states;
    auto const text = [&](auto& ops, auto const& w) {
        auto const answer = sharing::forward(ops, w, all.get(), {}, [&](int, auto const& x, auto const&) {
            if constexpr (requires { x.data; }) states.emplace_back(x.data, x.data + x.size());
        });
        struct {
            std::remove_const_t<decltype(answer)> all;
            decltype(answer.core.watched.cost(ops)) cost;
        } const result{answer, answer.core.watched.cost(ops)};
        return result;
    };
    auto const result = run.backward(text, [](auto& tape, auto const& r) {
        seed_weighted_sum(tape, r.all.logits);
        tape.seed(r.cost, number(0.01));
    });
    auto const& watched = result.all.core.watched;
    CHECK(error(result.all.logits, file.out("y")) <= shares);
    CHECK(error(watched.remainder, file.out("remainders")) <= shares);
    auto const& updates = file.out("n_updates").values;
    CHECK(std::vector<double>(watched.updates.data, watched.updates.data + watched.updates.count) == updates);
    auto loss = weighted_sum(result.all.logits);
    for (int i = 0; i < result.cost.count; ++i) loss.add(0.01 * static_cast<double>(result.cost.data[i]));
    CHECK(error(loss, file.out("loss")) <= shares);
    REQUIRE(states.size() == 3);
    for (std::size_t t = 0; t < states.size(); ++t) {
        CHECK(error(states[t], file.out("state" + std::to_string(t))) <= forward);
    }
    bind(run.slopes(), gradient_checker(file, gradient));
    CHECK(error(run.slopes().outside.given.value, file["g64.x"]) <= gradient);
    CHECK(file.unread() == "");
}
