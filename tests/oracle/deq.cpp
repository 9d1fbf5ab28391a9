#include <lathe/signal/last.hpp>

#include "oracle.hpp"

using namespace lathe;
using namespace lathe::test;

namespace deep_equilibrium {

constexpr int width = 8;
constexpr int samples = 3;
constexpr int steps = 80;

/// e = U x + b of rows that are given; no head.
struct outside : role::outside {
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
            matrix<M, S.width, S.width> in;
            vector<M, S.width> bias;
        };
        static constexpr auto encode(auto& ops, auto const& w, input const& in, auto const&) {
            return ops.linear(w.in, w.bias, ops.lookup(w.given, in.symbols));
        }
        static constexpr auto readout(auto&, auto const&, auto x, input const&, auto const&) { return x; }
    };
};
/// u = W z + e
struct mixed : role::injection {
    template <shape S>
    struct at {
        template <class M>
        struct weights {
            matrix<M, S.width, S.width> state;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto z, auto e, auto const&) {
            return ops.add(ops.linear(w.state, z), e);
        }
    };
};
/// z = tanh(u)
struct squashed : role::cell {
    static constexpr int layers = 0;
    static constexpr bool neighbours = false;
    static constexpr bool ordered = true;
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto apply(auto& ops, auto const&, auto u, auto const&) { return ops.tanh(u); }
    };
};

/// Deep equilibrium: the fixed point of z = tanh(W z + U x + b), met by iteration.
struct equilibrium {
    using outside = deep_equilibrium::outside;
    using start = init::zeros;
    using nest = loop::depth;
    using cell = squashed;
    using injection = mixed;
    using visibility = view::own_step;
    using update = combine::replace;
    using halting = halt::after<steps>;
    using exchange = pass::hidden;
};
using tiny = model<equilibrium, shape{.vocab = samples, .width = width, .context = 1}>;

inline auto symbols() {
    exec::batch all(samples, 1, 0);
    for (int s = 0; s < samples; ++s) all.add(1).symbols[0] = s;
    return all;
}
template <class Mode>
void load(oracle& file, rig<tiny, Mode>& run) {
    auto const load = loader(file);
    load(run.weights().outside.in, part{"U"});
    load(run.weights().outside.bias, part{"b"});
    load(run.weights().core.injection.state, part{"W"});
    auto const& x = file["in.x"].values;
    std::copy(x.begin(), x.end(), run.weights().outside.given.value);
}
template <class Mode>
void check_gradients(oracle& file, rig<tiny, Mode>& run) {
    double const gradient = Mode::gradient(2e-6);
    auto const check = gradient_checker(file, gradient);
    check(run.slopes().outside.in, part{"U"});
    check(run.slopes().outside.bias, part{"b"});
    check(run.slopes().core.injection.state, part{"W"});
    CHECK(error(run.slopes().outside.given.value, file["g64.x"]) <= gradient);
}

/// |a - b| for each sample.
template <class T>
std::vector<double> distances(std::vector<T> const& a, std::vector<T> const& b) {
    std::vector<double> squares(samples);
    for (std::size_t i = 0; i < a.size(); ++i) squares[i / width] += std::pow(static_cast<double>(a[i] - b[i]), 2);
    for (double& d : squares) d = std::sqrt(d);
    return squares;
}

}  // namespace deep_equilibrium

using namespace deep_equilibrium;

TEMPLATE_TEST_CASE("fixed-point iteration takes as many steps to the same place as torchdeq", "", exactly, quickly) {
    using number = typename TestType::number;
    double const forward = TestType::forward(1e-6);
    oracle file("deq/oracle");
    rig<tiny, TestType> run;
    load(file, run);
    auto const all = symbols();
    std::vector<std::vector<number>> states{std::vector<number>(width * samples)};
    auto const answer = run.forward([&](auto& ops, auto const& w) {
        return tiny::forward(ops, w, all.get(), {}, [&](int, auto const& x, auto const&) {
            if constexpr (requires { x.data; }) states.emplace_back(x.data, x.data + x.size());
        });
    });
    CHECK(error(answer.logits, file.out("z_star")) <= forward);

    // its solver stops when the last sample has moved by less than 1e-4
    std::size_t last = 1;
    auto moved = distances(states[1], states[0]);
    while (*std::max_element(moved.begin(), moved.end()) >= 1e-4) {
        ++last;
        REQUIRE(last + 1 < states.size());
        moved = distances(states[last], states[last - 1]);
    }
    CHECK(std::vector<int>(samples, static_cast<int>(last)) == file.out("fp.nstep").integers());
    CHECK(error(states[last], file.out("fp.z")) <= forward);
    // the rest is what rounding leaves of a difference, in single precision one of numbers near one
    double const noise = std::max(forward, 1e-9);
    for (std::size_t i = 0; i < samples; ++i) CHECK(std::fabs(moved[i] - file.out("fp.abs_lowest")[i]) <= noise);
    for (std::size_t i = 0; i < width * samples; ++i) {
        auto const rest = static_cast<double>(states[last + 1][i] - states[last][i]);
        CHECK(std::fabs(rest - file.out("fp.residual")[i]) <= noise);
    }
    // the library has no solver that remembers more than one iterate
    auto const others = {"out.anderson", "out.broyden", "out64.anderson", "out64.broyden", "g64."};
    for (auto const* name : others) file.leave(name);
    CHECK(file.unread() == "");
}

TEMPLATE_TEST_CASE("the gradient through the last steps at a fixed point is the implicit one", "", exactly, quickly) {
    oracle file("deq/oracle");
    rig<tiny, TestType> run;
    load(file, run);
    auto const all = symbols();
    // sum_k (J^T)^k over 40 steps: the rest is 0.53^40 of it
    run.template backward<signal::last<40>>(
        [&](auto& ops, auto const& w) { return tiny::forward(ops, w, all.get()); },
        [](auto& tape, auto const& answer) { seed_weighted_sum(tape, answer.logits); });
    check_gradients(file, run);
}

TEMPLATE_TEST_CASE("the adjoint's own fixed point gives the implicit gradient with one step on the tape", "", exactly,
                   quickly) {
    using number = typename TestType::number;
    oracle file("deq/oracle");
    rig<tiny, TestType> run;
    load(file, run);
    auto const all = symbols();
    auto const in = all.get();
    auto const answer = run.forward([&](auto& ops, auto const& w) { return tiny::forward(ops, w, in); });
    std::vector<number> z(answer.logits.data, answer.logits.data + answer.logits.size());

    std::vector<number> pulled(z.size());
    auto const text = [&](auto& ops, auto const& w) {
        using loop = typename tiny::loop_type;
        context<> const here{.at = in.inner};
        auto const state = [&] {
            if constexpr (requires { ops.template given<width>(z.data(), pulled.data(), samples); }) {
                return ops.template given<width>(z.data(), pulled.data(), samples);
            } else {
                return ops.template given<width>(z.data(), samples);
            }
        }();
        auto const e = tiny::frame_type::encode(ops, w.outside, in, here);
        auto const seen = loop::injecting::apply(ops, w.core.injection, state, e, here);
        return loop::applying::apply(ops, w.core.cell, seen, here);
    };
    // u = c + J^T u; what the last pass leaves in the slopes of the weights is u^T df/dw
    for (int k = 0; k < 60; ++k) {
        auto const before = pulled;
        std::fill(pulled.begin(), pulled.end(), number(0));
        run.backward(text, [&](auto& tape, auto const& y) {
            seed_weighted_sum(tape, y);
            auto const seeds = tape.seeds(y);
            for (std::size_t i = 0; i < before.size(); ++i) seeds[i] += before[i];
        });
    }
    check_gradients(file, run);
}
