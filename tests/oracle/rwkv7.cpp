#include <lathe/variant/rwkv7.hpp>

#include "oracle.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

constexpr shape size{.vocab = 24, .width = 16, .heads = 2, .hidden = 64, .context = 10};

/// The mixer at the ranks of the file, with the mixture of the first layer's values.
struct memory_variant_of_file {
    using outside =
        frame::token_shifted<frame::token_shifted_options{.rate_rank = 4, .gate_rank = 5, .value_rank = 3}>;
    using start = init::zero_memory;
    using nest = loop::position<>;
    using cell = objective::split;
    using injection = none;
    using visibility = none;
    using update = combine::descent<retain::diagonal<4>, point::raw>;
    using halting = none;
    using exchange = none;
};
using mixes = typename loop::position<>::at<memory_variant_of_file, size>;
using norms = typename norm::layer<true, 1e-5>::at<size>;

/// RWKV-7 as its demo writes it: a channel mix with a token shift of its own stands beside the mixer, and layers hand the
/// first one's values on.
struct goose {
    template <class M>
    struct channels {
        vector<M, size.width> shift;
        matrix<M, size.hidden, size.width> key;
        matrix<M, size.width, size.hidden> value;
    };
    template <class M>
    struct layer {
        typename norms::template weights<M> norm_1, norm_2;
        typename mixes::template weights<M> mixer;
        channels<M> mix;
    };
    template <class M>
    struct weights {
        table<M, size.vocab, size.width> embedding;
        typename norms::template weights<M> first_norm, last_norm;
        list<layer<M>, 2> layers;
        matrix<M, size.vocab, size.width> head;
    };

    /// f sees what the layers say.
    static constexpr auto forward(auto& ops, auto const& w, slice<int const> symbols, places at, auto const& f) {
        context<> const here{.at = at};
        auto const zeros = ops.template filled<size.width>(1, 0.0);
        auto x = norms::apply(ops, w.first_norm, ops.lookup(w.embedding, symbols));
        auto first = x;
        for (int i = 0; i < 2; ++i) {
            auto const& l = w.layers[i];
            auto const normed = norms::apply(ops, l.norm_1, x);
            auto rows = mixes::fronting::front(ops, l.mixer.outside, normed, zeros, here);
            if (i == 0) {
                first = rows.rows.value;
            } else {
                rows = mixes::fronting::front(ops, l.mixer.outside, normed, zeros, here, first);
            }
            auto const streams = mixes::decayed(ops, l.mixer, rows.rows, x.count);
            auto const start = ops.template filled<mixes::numbers>(1, 0.0);
            auto const said = mixes::template at_once<memory::outcome::appended>(ops, start, streams, at);
            f("S", i, said.from(x.count));
            x = ops.add(x, mixes::fronting::readout(ops, l.mixer.outside, said, rows.beside, normed));
            auto const seen = norms::apply(ops, l.norm_2, x);
            f("x", 2 * i, normed);
            f("x", 2 * i + 1, seen);
            auto const shifted = ops.add(
                seen, ops.gain(l.mix.shift, ops.subtract(ops.template delay<1>(seen, zeros, at), seen)));
            auto const up = ops.relu(ops.linear(l.mix.key, shifted));
            x = ops.add(x, ops.linear(l.mix.value, ops.multiply(up, up)));
            f("block", i, x);
        }
        return ops.linear(w.head, norms::apply(ops, w.last_norm, x));
    }
};

/// Matrices x W of the file are W x here.
struct turned {
    std::string name;
};

void bind(auto& w, auto const& f) {
    f(w.embedding, part{"emb.weight"});
    f(w.head, part{"head.weight"});
    auto const norm = [&](auto& n, std::string const& name) {
        f(n.gain, part{name + ".weight"});
        f(n.bias, part{name + ".bias"});
    };
    norm(w.first_norm, "blocks.0.ln0");
    norm(w.last_norm, "ln_out");
    for (int i = 0; i < 2; ++i) {
        auto const block = "blocks." + std::to_string(i);
        auto const att = block + ".att.";
        auto& l = w.layers[i];
        auto& o = l.mixer.outside;
        norm(l.norm_1, block + ".ln1");
        norm(l.norm_2, block + ".ln2");
        f(o.shift.receptance, part{att + "x_r"});
        f(o.shift.decay, part{att + "x_w"});
        f(o.shift.key, part{att + "x_k"});
        f(o.shift.value, part{att + "x_v"});
        f(o.shift.rate, part{att + "x_a"});
        f(o.shift.gate, part{att + "x_g"});
        f(o.receptance, part{att + "receptance.weight"});
        f(o.key, part{att + "key.weight"});
        f(o.value, part{att + "value.weight"});
        f(o.output, part{att + "output.weight"});
        f(o.rate.down, turned{att + "a1"});
        f(o.rate.up, turned{att + "a2"});
        f(o.rate_bias, part{att + "a0"});
        f(o.gate.down, turned{att + "g1"});
        f(o.gate.up, turned{att + "g2"});
        f(o.first_value.mixture.down, turned{att + "v1"});
        f(o.first_value.mixture.up, turned{att + "v2"});
        f(o.first_value.bias, part{att + "v0"});
        f(o.erase_gain, part{att + "k_k"});
        f(o.rate_gain, part{att + "k_a"});
        f(o.bonus, part{att + "r_k"});
        f(o.norm_gain, part{att + "ln_x.weight"});
        f(o.norm_bias, part{att + "ln_x.bias"});
        f(l.mixer.retention.down, turned{att + "w1"});
        f(l.mixer.retention.up, turned{att + "w2"});
        f(l.mixer.retention.bias, part{att + "w0"});
        f(l.mix.shift, part{block + ".ffn.x_k"});
        f(l.mix.key, part{block + ".ffn.key.weight"});
        f(l.mix.value, part{block + ".ffn.value.weight"});
    }
}
template <class F>
struct either_way {
    F straight;
    oracle& file;
    std::string kind;
    double tolerance;

    void operator()(auto& leaf, part const& of) const { straight(leaf, of); }
    void operator()(auto& leaf, turned const& of) const {
        using type = std::remove_reference_t<decltype(leaf)>;
        if (!file.has(kind + of.name)) return;
        auto const& tensor = file[kind + of.name];
        double worst = 0;
        for (int r = 0; r < type::rows; ++r) {
            for (int c = 0; c < type::columns; ++c) {
                auto const value = tensor[static_cast<std::size_t>(c * type::rows + r)];
                if (kind == "w.") {
                    leaf(r, c) = static_cast<typename type::value_type>(value);
                } else {
                    worst = std::max(worst, std::fabs(static_cast<double>(leaf(r, c)) - value));
                }
            }
        }
        INFO("the gradient of " << of.name);
        CHECK(worst / tensor.largest() <= tolerance);
    }
};
template <class F>
either_way(F, oracle&, std::string, double) -> either_way<F>;

}  // namespace

TEMPLATE_TEST_CASE("RWKV-7 agrees with its own demo", "", exactly, quickly) {
    using number = typename TestType::number;
    double const forward = TestType::forward(1e-6);
    double const gradient = TestType::gradient(9e-6);
    oracle file("rwkv7/oracle");
    rig<goose, TestType> run;
    bind(run.weights(), either_way{loader(file), file, "w.", 0.0});

    auto const symbols = file["in.input_ids"].integers();
    auto const labels = file["in.labels"].integers();
    std::vector<place> at;
    for (int i = 0; i < 10; ++i) at.push_back({0, i, 0});
    std::vector<number> states, last(64);
    auto const logits = run.forward([&](auto& ops, auto const& w) {
        return goose::forward(ops, w, symbols, at, [&](std::string const& what, int i, auto y) {
            if constexpr (requires { y.data; }) {
                if (what == "block") CHECK(error(y, file.out("block" + std::to_string(i) + ".x")) <= forward);
                if (what == "S") {
                    // the file has values x keys
                    for (int h = 0; h < 2; ++h) {
                        for (int v = 0; v < 8; ++v) {
                            for (int k = 0; k < 8; ++k) states.push_back(y.data[(h * 8 + k) * 8 + v]);
                        }
                    }
                }
                if (what == "x") std::copy(y.row(9), y.row(10), last.begin() + 16 * i);
            }
        });
    });
    CHECK(error(logits, file.out("logits")) <= forward);
    CHECK(error(logits, file.out("logits_recurrent")) <= forward);
    CHECK(error(states, file.out("state.S")) <= forward);
    CHECK(error(last, file.out("state.x_prev")) <= forward);

    auto const losses = run.backward(
        [&](auto& ops, auto const& w) {
            return ops.cross_entropy(goose::forward(ops, w, symbols, at, nobody{}), labels);
        },
        [](auto& tape, auto y) { tape.seed(y, number(1) / static_cast<number>(y.count)); });
    double loss = 0;
    for (int i = 0; i < losses.count; ++i) loss += static_cast<double>(losses.data[i]) / losses.count;
    CHECK(error(&loss, file.out("ce_loss")) <= forward);
    bind(run.slopes(), either_way{gradient_checker(file, gradient), file, "g64.", gradient});
    file.leave("w.blocks.1.ln0");  // only the first block has one that is used
    CHECK(file.unread() == "");
}
