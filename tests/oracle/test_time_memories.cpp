#include <lathe/variant/titans.hpp>
#include <lathe/variant/ttt_linear.hpp>

#include "memories.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

constexpr memory::sizes fla{.heads = 2, .groups = 2, .keys = 8, .values = 8};
/// References that compute some of their numbers in single precision, whatever their own: deviations of norms, or angles and
/// the harmonic paces of tokens.
template <class Mode>
constexpr double partly_single(double tolerance) {
    return std::max(Mode::forward(tolerance), 4e-7);
}

/// Gain and bias are rows here: an objective that takes rows where the library's takes leaves.
template <class Gain>
struct given_norm {
    Gain gain, bias;
};

/// The inner gradient as fla/ops/titans writes it: one factor stands outside of its bracket, D g - (sum g) / (s D) - ...
struct quirk : role::cell {
    [[maybe_unused]] static constexpr bool memory = true;
    [[maybe_unused]] static constexpr bool linear = false;
    template <shape S, memory::sizes D>
    struct at {
        static constexpr int numbers = D.keys * D.values;
        template <class M>
        using weights = no_weights;
        static constexpr auto scaled(auto& ops, auto const& row, auto x) {
            auto const ones = ops.template filled<1>(x.count / D.heads, 1.0);
            return ops.multiply(ops.template reshape<D.values>(ops.outer(ones, spread(ops, row, x.count / D.heads))), x);
        }
        static constexpr auto spread(auto& ops, auto const& row, int count) {
            auto const ids = ops.integers(count);
            if constexpr (!std::remove_cvref_t<decltype(ops)>::counts) std::fill(ids.begin(), ids.end(), 0);
            return ops.gather(row, ids);
        }
        static constexpr auto added(auto& ops, auto const& row, auto x) {
            return ops.add(ops.template reshape<D.values>(spread(ops, row, x.count / D.heads)), x);
        }
        static constexpr auto read(auto& ops, auto const& w, auto memories, auto query) {
            auto const z = ops.read(memories, query);
            return ops.add(z, added(ops, w.bias, scaled(ops, w.gain, ops.layer_norm(z, 1e-6))));
        }
        static constexpr auto gradient(auto& ops, auto const& w, auto memories, auto const& s) {
            constexpr double d = D.values;
            auto const c = objective::centre(ops, ops.read(memories, s.key), 1e-6);
            auto const said = added(ops, w.bias, scaled(ops, w.gain, c.unit));
            auto const g = scaled(ops, w.gain, ops.subtract(said, ops.subtract(s.value, s.key)));
            auto const ones = ops.template filled<D.values>(g.count, 1.0);
            // the public code names the deviation itself rstd, and divides by it
            auto const sum = ops.multiply(ops.dot(g, ones), c.scale);
            auto const along = ops.multiply(ops.dot(g, c.unit), c.scale);
            auto const rest = ops.add(ops.scale_rows(sum, ones), ops.scale_rows(along, c.unit));
            auto const slope = ops.subtract(ops.scale(g, d), ops.scale(rest, 1 / d));
            return ops.outer(s.key, ops.scale_rows(ops.scale(s.rate, 2.0), slope));
        }
    };
};

/// As objective::normed<true>, with gain and bias given as rows.
struct given_normed : role::cell {
    [[maybe_unused]] static constexpr bool memory = true;
    [[maybe_unused]] static constexpr bool linear = false;
    template <shape S, memory::sizes D>
    struct at {
        using inner = quirk::at<S, D>;
        static constexpr int matrix_size = D.keys * D.values;
        static constexpr int numbers = matrix_size + D.values;
        template <class M>
        using weights = no_weights;
        static constexpr auto linear(auto& ops, auto memories, auto x) {
            return ops.add(ops.read(ops.template columns<0, matrix_size>(memories), x),
                           ops.template columns<matrix_size, D.values>(memories));
        }
        static constexpr auto read(auto& ops, auto const& w, auto memories, auto query) {
            auto const z = linear(ops, memories, query);
            return ops.add(z, inner::added(ops, w.bias, inner::scaled(ops, w.gain, ops.layer_norm(z, 1e-6))));
        }
        static constexpr auto gradient(auto& ops, auto const& w, auto memories, auto const& s) {
            auto const c = objective::centre(ops, linear(ops, memories, s.key), 1e-6);
            auto const said = inner::added(ops, w.bias, inner::scaled(ops, w.gain, c.unit));
            auto const error = ops.subtract(said, ops.subtract(s.value, s.key));
            auto const slope = objective::centre_slope(ops, c, inner::scaled(ops, w.gain, error));
            return ops.beside(ops.outer(s.key, slope), slope);
        }
    };
};

template <class Out, class State, class Bias>
struct with_bias {
    Out out;
    State state;
    Bias bias;
};

/// A mixer by itself, between rows that are a table of the weights.
template <class V, shape S, int Rows>
struct alone {
    using runs = typename V::nest::template at<V, S>;
    template <class M>
    struct weights {
        table<M, Rows, S.width> x;
        typename runs::template weights<M> mixer;
    };
    static auto input(auto& ops, auto const& w, slice<int const> ids) { return ops.lookup(w.x, ids); }
};
std::vector<int> numbers_to(int n) {
    std::vector<int> ids;
    for (int i = 0; i < n; ++i) ids.push_back(i);
    return ids;
}

}  // namespace

TEMPLATE_TEST_CASE("TTT-Linear agrees with flash-linear-attention, through its inner steps", "", exactly, quickly) {
    using rule = bare<fla, given_normed, combine::paced, 8>;
    oracle file("ttt_linear/fla_naive");
    stage<TestType> given(file, layout::batch_time_head);
    auto const at = places_of(2, 24);
    given.run(
        [&](auto& ops) {
            using ops_type = std::remove_reference_t<decltype(ops)>;
            auto const give = [&]<int W>(std::string const& name, layout how = layout::batch_time_head) {
                return given.template give<ops_type, W>(ops, name, how);
            };
            auto const gain = give.template operator()<16>("w", layout::as_is);
            auto const bias = give.template operator()<16>("b", layout::as_is);
            given_norm<std::remove_const_t<decltype(gain)>> const cell{gain, bias};
            // the file's queries are not scaled: its scaling comes after they were laid out anew
            auto const rows = make_streams(give.template operator()<16>("q"), give.template operator()<16>("k"),
                                           give.template operator()<16>("v"), none{}, none{}, none{}, none{},
                                           give.template operator()<2>("eta"));
            auto const matrix = ops.template reshape<64>(give.template operator()<128>("initial_state", layout::as_is));
            auto const start_bias = ops.template reshape<8>(give.template operator()<16>("initial_state_bias", layout::as_is));
            auto const start = ops.template reshape<144>(ops.beside(matrix, start_bias));
            auto const walked = rule::step_by_step(ops, cell, rule::begin(ops, start), rows, at);
            auto const state = ops.template columns<0, 64>(walked.carry.part[0]);
            auto const last = ops.template columns<64, 8>(walked.carry.part[0]);
            return with_bias<std::remove_cv_t<decltype(walked.out)>, std::remove_const_t<decltype(state)>,
                             std::remove_const_t<decltype(last)>>{walked.out, state, last};
        },
        [&](auto& tape, auto const& result) {
            CHECK(error(result.out, file.out("o")) <= partly_single<TestType>(1e-6));
            CHECK(error(result.state, file.out("final_W")) <= partly_single<TestType>(1e-6));
            CHECK(error(result.bias, file.out("final_b")) <= partly_single<TestType>(1e-6));
            seed_weighted_sum(tape, result.out);
            seed_weighted_sum(tape, result.state);
            seed_weighted_sum(tape, result.bias);
        });
    given.check_gradients(TestType::gradient(3e-6));
    file.leave("out.loss");
    file.leave("out64.loss");
    CHECK(file.unread() == "");
}

TEMPLATE_TEST_CASE("a linear memory with momentum agrees with flash-linear-attention, its slip included", "", exactly, quickly) {
    using rule = bare<fla, quirk, combine::momentum<given_retention<memory::decay::scalar>, point::chunk_start>, 8>;
    for (std::string const name : {"titans_linear/fla_recurrent", "titans_linear/fla_chunk"}) {
        INFO(name);
        oracle file(name);
        stage<TestType> given(file, layout::batch_time_head);
        auto const at = places_of(2, 16);
        given.run(
            [&](auto& ops) {
                using ops_type = std::remove_reference_t<decltype(ops)>;
                auto const give = [&]<int W>(std::string const& tensor, layout how = layout::batch_time_head) {
                    return given.template give<ops_type, W>(ops, tensor, how);
                };
                auto const gain = give.template operator()<16>("w", layout::as_is);
                auto const bias = give.template operator()<16>("b", layout::as_is);
                given_norm<std::remove_const_t<decltype(gain)>> const cell{gain, bias};
                auto const keeps = ops.log(ops.affine(give.template operator()<2>("alpha"), -1.0, 1.0));
                auto const rows = make_streams(give.template operator()<16>("q"), give.template operator()<16>("k"),
                                               give.template operator()<16>("v"), keeps,
                                               give.template operator()<2>("theta"), none{}, none{},
                                               give.template operator()<2>("eta"));
                auto const start = give.template operator()<128>("initial_state", layout::as_is);
                auto const walked = rule::step_by_step(ops, cell, rule::begin(ops, start), rows, at);
                auto const state = ops.template reshape<128>(walked.carry.part[0]);
                return remembered<std::remove_cv_t<decltype(walked.out)>, std::remove_const_t<decltype(state)>>{walked.out, state};
            },
            compare_and_seed<TestType>(file, layout::batch_time_head, partly_single<TestType>(2e-6), "o", "final_M"));
        given.check_gradients(TestType::gradient(3e-6));
        file.leave("out.loss");
        file.leave("out64.loss");
        CHECK(file.unread() == "");
    }
}

namespace {

/// The official layer by itself: two sequences of Length rows.
template <class Mode, int Length>
void official(std::string const& name) {
    using number = typename Mode::number;
    constexpr shape size{.vocab = 1, .width = 16, .heads = 2, .context = 16};
    using layer = alone<variant::ttt_linear<4>, size, 2 * Length>;
    double const forward = partly_single<Mode>(1e-6);
    double const gradient = Mode::gradient(9e-6);
    oracle file(name);
    rig<layer, Mode> run;
    auto const bind = [](auto& w, auto const& f) {
        auto& o = w.mixer.outside;
        f(o.query, part{"q_proj.weight"});
        f(o.key, part{"k_proj.weight"});
        f(o.value, part{"v_proj.weight"});
        f(o.output, part{"o_proj.weight"});
        f(o.gate.out, part{"g_proj.weight"});
        f(o.rate, part{"learnable_ttt_lr_weight"});
        f(o.rate_bias, part{"learnable_ttt_lr_bias"});
        f(o.pace, part{"learnable_token_idx"});
        f(o.norm_gain, part{"post_norm.weight"});
        f(o.norm_bias, part{"post_norm.bias"});
        f(w.mixer.cell.gain, part{"ttt_norm_weight"});
        f(w.mixer.cell.bias, part{"ttt_norm_bias"});
    };
    bind(run.weights(), loader(file));
    // a head's matrix and bias stand side by side in the state
    auto const each_start = [](auto& w, auto const& f) {
        for (int h = 0; h < 2; ++h) {
            for (int i = 0; i < 72; ++i) {
                f(w.mixer.start.state.value[h * 72 + i], i < 64 ? "W1" : "b1", static_cast<std::size_t>(i < 64 ? h * 64 + i : h * 8 + i - 64));
            }
        }
    };
    each_start(run.weights(), [&](number& x, char const* from, std::size_t i) {
        x = static_cast<number>(file[std::string("w.") + from][i]);
    });
    auto const& x = file["in.x"].values;
    std::transform(x.begin(), x.end(), run.weights().x.value, [](double v) { return static_cast<number>(v); });
    auto const at = places_of(2, Length);
    auto const ids = numbers_to(2 * Length);
    auto const text = [&](auto& ops, auto const& w) {
        return layer::runs::apply(ops, w.mixer, layer::input(ops, w, ids), context<>{.at = at});
    };
    CHECK(error(run.forward(text), file.out("y")) <= forward);
    run.backward(text, [](auto& tape, auto y) { seed_weighted_sum(tape, y); });
    bind(run.slopes(), gradient_checker(file, gradient));
    CHECK(error(run.slopes().x.value, file["g64.x"]) <= gradient);
    double worst[2] = {0, 0};
    each_start(run.slopes(), [&](number slope, char const* from, std::size_t i) {
        auto const off = std::fabs(static_cast<double>(slope) - file[std::string("g64.") + from][i]);
        auto& most = worst[from[0] == 'W' ? 0 : 1];
        most = std::max(most, off);
    });
    CHECK(worst[0] / file["g64.W1"].largest() <= gradient);
    CHECK(worst[1] / file["g64.b1"].largest() <= gradient);
    file.leave("out.loss");
    file.leave("out64.loss");
    CHECK(file.unread() == "");
}

/// Titans' memory by itself.
template <class Mode, class V, int Heads, int Length>
void titans(std::string const& name, double forward, double gradient) {
    using number = typename Mode::number;
    constexpr shape size{.vocab = 1, .width = 8, .heads = Heads, .context = 16};
    using layer = alone<V, size, 2 * Length>;
    using runs = typename layer::runs;
    constexpr int width = size.head_width();
    oracle file(name);
    rig<layer, Mode> run;
    auto const bind = [](auto& w, auto const& f) {
        auto& o = w.mixer.outside;
        f(o.read_norm, part{"retrieve_norm.weight"});
        f(o.write_norm, part{"store_norm.weight"});
        f(o.query, part{"to_queries.weight"});
        f(o.key, part{"to_keys.weight"});
        f(o.value, part{"to_values.weight"});
        f(o.rate.of, part{"to_adaptive_step.0.weight"});
        f(o.rate.bias, part{"to_adaptive_step.0.bias"});
        f(o.momentum.of, part{"to_momentum.0.weight"});
        f(o.momentum.bias, part{"to_momentum.0.bias"});
        f(w.mixer.retention.gate, part{"to_decay_factor.0.weight"});
        f(w.mixer.retention.bias, part{"to_decay_factor.0.bias"});
        if constexpr (Heads > 1) {
            f(o.heads.gate, part{"retrieve_gate.0.weight"});
            f(o.heads.output, part{"combine_heads.weight"});
        }
    };
    bind(run.weights(), loader(file));
    // gamma and the matrices of a head stand side by side in the state
    int const pieces = Heads > 1 ? 2 : 3;
    auto const piece_of = [&](int i) { return i < width ? 0 : Heads > 1 || i < width + runs::objective::first ? 1 : 2; };
    auto const begin_of = [&](int piece) { return piece == 0 ? 0 : piece == 1 ? width : width + runs::objective::first; };
    auto const size_of = [&](int piece) { return (piece + 1 < pieces ? begin_of(piece + 1) : runs::objective::numbers) - begin_of(piece); };
    auto const each_number = [&](auto* numbers, int rows, auto const& f) {
        for (int h = 0; h < rows; ++h) {
            for (int i = 0; i < runs::objective::numbers; ++i) {
                int const p = piece_of(i);
                f(numbers[h * runs::objective::numbers + i], p, static_cast<std::size_t>(h * size_of(p) + i - begin_of(p)));
            }
        }
    };
    each_number(run.weights().mixer.start.state.value, Heads, [&](number& x, int p, std::size_t i) {
        x = static_cast<number>(file["w.memory_model_parameters." + std::to_string(p)][i]);
    });
    auto const& x = file["in.x"].values;
    std::transform(x.begin(), x.end(), run.weights().x.value, [](double v) { return static_cast<number>(v); });
    auto const at = places_of(2, Length);
    auto const ids = numbers_to(2 * Length);
    auto const text = [&](auto& ops, auto const& w) {
        return runs::apply(ops, w.mixer, layer::input(ops, w, ids), context<>{.at = at});
    };
    CHECK(error(run.forward(text), file.out("y")) <= forward);
    run.backward(text, [](auto& tape, auto y) { seed_weighted_sum(tape, y); });
    bind(run.slopes(), gradient_checker(file, gradient));
    CHECK(error(run.slopes().x.value, file["g64.x"]) <= gradient);
    std::vector<double> worst(3);
    each_number(run.slopes().mixer.start.state.value, Heads, [&](number slope, int p, std::size_t i) {
        auto const off = std::fabs(static_cast<double>(slope) - file["g64.memory_model_parameters." + std::to_string(p)][i]);
        worst[static_cast<std::size_t>(p)] = std::max(worst[static_cast<std::size_t>(p)], off);
    });
    for (int p = 0; p < pieces; ++p) {
        CHECK(worst[static_cast<std::size_t>(p)] / file["g64.memory_model_parameters." + std::to_string(p)].largest() <= gradient);
    }

    // the memory itself and its momentum, after the last token; the file has every chunk's of the momentum's dimension
    auto const last = run.forward([&](auto& ops, auto const& w) {
        context<> const here{.at = at};
        auto const rows = layer::input(ops, w, ids);
        auto const tail = ops.template filled<runs::tail>(2, 0.0);
        auto const front = runs::fronting::front(ops, w.mixer.outside, rows, tail, here);
        auto const streams = runs::decayed(ops, w.mixer, front.rows, rows.count);
        auto const start = runs::begin(ops, runs::starting::make(ops, w.mixer.start, 2));
        return runs::step_by_step(ops, w.mixer.cell, start, streams, here.at).carry;
    });
    char const* const of_piece[] = {"norm.gamma", "model.weights.0", "model.weights.1"};
    std::vector<double> far(3);
    for (int which = 0; which < 2; ++which) {
        std::string const begin = which == 0 ? "mem.last_update." : "mem.last_momentum.";
        std::fill(far.begin(), far.end(), 0.0);
        each_number(last.part[which].data, 2 * Heads, [&](number value, int p, std::size_t i) {
            auto& most = far[static_cast<std::size_t>(p)];
            most = std::max(most, std::fabs(static_cast<double>(value) - file.out(begin + of_piece[p])[i]));
        });
        for (int p = 0; p < pieces; ++p) {
            INFO(begin << of_piece[p]);
            CHECK(far[static_cast<std::size_t>(p)] / file.out(begin + of_piece[p]).largest() <= forward);
        }
    }
    file.leave("out.loss");
    file.leave("out64.loss");
    file.leave("w.memory_model.");  // the template, which holds no numbers that are used
    CHECK(file.unread() == "");
}

}  // namespace

TEMPLATE_TEST_CASE("a TTT-Linear layer agrees with its own code, an incomplete chunk included", "", exactly, quickly) {
    official<TestType, 12>("ttt_linear/official_L12");
    official<TestType, 10>("ttt_linear/official_L10_remainder");
}

TEMPLATE_TEST_CASE("Titans' neural memory agrees with titans-pytorch", "", exactly, quickly) {
    titans<TestType, variant::titans<16, 2, 4>, 1, 16>("titans_neural_memory/mlp_chunk4", TestType::forward(1e-6),
                                                       TestType::gradient(7e-6));
    titans<TestType, variant::titans<16, 0, 1>, 2, 10>("titans_neural_memory/linear_chunk1_heads2", TestType::forward(2e-6),
                                                       TestType::gradient(8e-6));
}
