#include <lathe/exec/session.hpp>
#include <lathe/variant/feed_forward.hpp>
#include <lathe/variant/mamba2.hpp>

#include "oracle.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

/// x += Mixer(Norm(x)), and nothing else.
template <class Mixer, class FeedForward = body::swiglu<>, class Norm = norm::rms<true, 1e-5>>
struct mixing_only : body::block_of<mixing_only, Mixer, FeedForward, Norm> {
    template <shape S>
    struct at {
        using mixes = typename body::mixer_of<Mixer>::template at<S>;
        using norms = typename Norm::template at<S>;
        template <class M>
        struct weights {
            typename norms::template weights<M> norm;
            typename mixes::template weights<M> mixer;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x, auto const& here) {
            return ops.add(x, mixes::apply(ops, w.mixer, norms::apply(ops, w.norm, x), here));
        }
    };
};

struct language : variant::feed_forward<> {
    using outside = frame::language<frame::language_options{.tied = true}>;
    using cell = body::stack<2, mixing_only<variant::mamba2<6>>>;
};
using tiny = model<language, shape{.vocab = 32, .width = 16, .heads = 4, .context = 16}>;
constexpr int inner = 32;
constexpr int convolved = inner + 12;

void bind(auto& w, auto const& f) {
    f(w.outside.embedding, part{"backbone.embedding.weight"});
    f(w.outside.norm.gain, part{"backbone.norm_f.weight"});
    for (int i = 0; i < 2; ++i) {
        auto const name = "backbone.layers." + std::to_string(i);
        auto& block = w.core.cell[i];
        auto& mixer = block.mixer;
        f(block.norm.gain, part{name + ".norm.weight"});
        f(mixer.outside.gate, part{name + ".mixer.in_proj.weight"});
        f(mixer.outside.in, part{name + ".mixer.in_proj.weight", inner});
        f(mixer.outside.step, part{name + ".mixer.in_proj.weight", inner + convolved});
        f(mixer.outside.taps_bias, part{name + ".mixer.conv1d.bias"});
        f(mixer.outside.step_bias, part{name + ".mixer.dt_bias"});
        f(mixer.outside.skip, part{name + ".mixer.D"});
        f(mixer.outside.norm, part{name + ".mixer.norm.weight"});
        f(mixer.outside.output, part{name + ".mixer.out_proj.weight"});
        f(mixer.retention.log_rate, part{name + ".mixer.A_log"});
    }
}
/// The taps of a channel lie side by side in the file, and one after the other here.
void each_tap(auto& w, auto const& f) {
    for (int i = 0; i < 2; ++i) {
        auto& taps = w.core.cell[i].mixer.outside.taps;
        for (int tap = 0; tap < 4; ++tap) {
            for (int channel = 0; channel < convolved; ++channel) {
                f("backbone.layers." + std::to_string(i) + ".mixer.conv1d.weight", taps(tap, channel),
                  static_cast<std::size_t>(channel * 4 + tap));
            }
        }
    }
}

}  // namespace

TEMPLATE_TEST_CASE("a Mamba-2 model agrees with mamba2-minimal", "", exactly, quickly) {
    using number = typename TestType::number;
    double const forward = TestType::forward(2e-6);
    double const gradient = TestType::gradient(5e-6);
    oracle file("mamba2/lm_2layer");
    rig<tiny, TestType> run;
    bind(run.weights(), loader(file));
    each_tap(run.weights(), [&](std::string const& name, auto& number_here, std::size_t i) {
        number_here = static_cast<number>(file["w." + name][i]);
    });

    auto const symbols = batch_of(file["in.input_ids"], 0);
    auto const labels = file["in.labels"].integers();
    auto const text = [&](auto& ops, auto const& w) {
        return ops.cross_entropy(tiny::forward(ops, w, symbols.get()).logits, labels);
    };
    auto const answer = run.forward([&](auto& ops, auto const& w) { return tiny::forward(ops, w, symbols.get()).logits; });
    // logits and states differ from the file by up to 3e-8 of the largest, loss and slopes do not: see README.md
    double const close = TestType::forward(2e-6) < 1e-7 ? 1e-7 : forward;
    CHECK(error(answer, file.out("logits")) <= close);
    auto const losses = run.backward(text, [](auto& tape, auto y) { tape.seed(y, number(1) / static_cast<number>(y.count)); });
    double loss = 0;
    for (int i = 0; i < losses.count; ++i) loss += static_cast<double>(losses.data[i]) / losses.count;
    CHECK(error(&loss, file.out("ce_loss")) <= forward);

    // slopes of one tensor that stands in several leaves are compared relative to all of it
    bind(run.slopes(), gradient_checker(file, gradient));
    std::map<std::string, double> worst;
    each_tap(run.slopes(), [&](std::string const& name, auto slope, std::size_t i) {
        worst[name] = std::max(worst[name], std::fabs(static_cast<double>(slope) - file["g64." + name][i]));
    });
    for (auto const& [name, off] : worst) CHECK(off / file["g64." + name].largest() <= gradient);

    // token by token, and what is left then
    auto const ids = file["in.input_ids"].integers();
    exec::session<tiny, typename TestType::kernels, number> session(run.weights(), 16, 1);
    typename decltype(session)::snapshot_type left;
    std::vector<number> stepped;
    for (std::size_t s = 0; s < 2; ++s) {
        session.rewind();
        for (std::size_t i = 0; i < 16; ++i) {
            auto const part = session.extend({ids.data() + 16 * s + i, 1});
            stepped.insert(stepped.end(), part.begin(), part.end());
        }
        session.save(left);
        number const* at = left.numbers.begin();
        for (int layer = 0; layer < 2; ++layer) {
            auto const name = "layer" + std::to_string(layer);
            auto const& rows = file.out(name + ".final_conv_state");
            auto const& states = file.out(name + ".final_ssm_state");
            double off = 0;
            for (std::size_t tap = 0; tap < 3; ++tap) {
                for (std::size_t channel = 0; channel < convolved; ++channel) {
                    off = std::max(off, std::fabs(static_cast<double>(*at++) - rows[(s * convolved + channel) * 4 + tap + 1]));
                }
            }
            CHECK(off / rows.largest() <= close);
            off = 0;
            for (std::size_t head = 0; head < 4; ++head) {
                for (std::size_t key = 0; key < 6; ++key) {
                    for (std::size_t value = 0; value < 8; ++value) {
                        off = std::max(off, std::fabs(static_cast<double>(*at++) - states[((s * 4 + head) * 8 + value) * 6 + key]));
                    }
                }
            }
            CHECK(off / states.largest() <= close);
        }
    }
    CHECK(error(stepped, file.out("logits_step")) <= close);
    CHECK(file.unread() == "");
}
