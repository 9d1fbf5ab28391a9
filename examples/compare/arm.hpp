#pragma once
/// \file
/// The learner of one type.

#include "canvas_learner.hpp"
#include "fitted.hpp"
#include "learner.hpp"
#include "row_learner.hpp"
#include "timing.hpp"
#include "training.hpp"

#include <lathe/core/type_name.hpp>
#include <lathe/exec/sample.hpp>
#include <lathe/exec/trainer.hpp>
#include <lathe/model.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

/// V fills a canvas, and has its own idea of who looks where.
template <class V>
inline constexpr bool fills_canvas = requires { requires V::nest::canvas; };
/// V writes the solution of a grid after the puzzle.
template <class V>
inline constexpr bool writes_rows = requires { requires V::writes_rows; };

/// V as it takes part on backbone B.
template <class V, class B>
struct part {
    using type = lathe::model<typename B::template masked<typename fitted<V>::type>, B::size>;
};
template <class V, class B>
    requires fills_canvas<V>
struct part<V, B> {
    using type = lathe::model<typename fitted<V>::type, B::size>;
};
template <class V, class B>
    requires writes_rows<V>
struct part<V, B> {
    static constexpr lathe::shape size = [] {
        auto s = B::size;
        s.context *= 2;
        return s;
    }();
    using type = lathe::model<V, size>;
};
template <class V, class B>
using taking_part = typename part<V, B>::type;

template <class Model>
class typed_learner final : public learner {
    using judge_type = lathe::exec::evaluator<Model>;

public:
    using trainer_type = lathe::exec::trainer<Model>;

    typed_learner(lesson const& l, facts f)
        : facts_(std::move(f)),
          lesson_(l),
          alone_(1),
          trainer_(training_of(l), l.length, alone_),
          judge_(std::min(64, 4096 / l.length), l.length) {}

    facts const& about() const override { return facts_; }
    lathe::exec::tally step() override {
        return trainer_
            .step([this](std::uint64_t i, std::span<int> s, std::span<int> t) {
                lesson_.draw(lathe::task::split::train, i, s, t);
            })
            .seen;
    }
    double flops() const override { return trainer_.flops(); }
    long steps() const override { return trainer_.steps(); }

    lathe::exec::findings judge(int count, int limit, bool early) override {
        auto const draw = [this](std::uint64_t i, std::span<int> s, std::span<int> t) {
            lesson_.draw(lathe::task::split::test, i, s, t);
        };
        return judge_.run(trainer_.weights(), draw, count, {.limit = limit, .early = early}, lesson_.seed);
    }

    double seconds_per_pass(int sequences) override {
        judge_type timed(sequences, lesson_.length);
        for (int i = 0; i < sequences; ++i) {
            lesson_.draw(lathe::task::split::test, static_cast<std::uint64_t>(i), timed.symbols(i), timed.targets(i));
        }
        return median_seconds_of([&] { timed.forward(trainer_.weights(), {}, lesson_.seed); });
    }

    std::vector<int> continued(std::vector<int> symbols, int count, double temperature, std::uint64_t seed) override {
        judge_type one(1, lesson_.length);
        lathe::random_numbers numbers(seed, 0x73616d706c65);
        for (int i = 0; i < count; ++i) {
            // a window of full length: what stands after the text so far is not looked at by a causal model
            auto const window = one.symbols(0);
            std::size_t const held = std::min(symbols.size(), window.size());
            std::fill(window.begin(), window.end(), 0);
            std::copy(symbols.end() - static_cast<std::ptrdiff_t>(held), symbols.end(), window.begin());
            std::fill(one.targets(0).begin(), one.targets(0).end(), -1);
            auto const seen = one.forward(trainer_.weights(), {}, lesson_.seed);
            std::span<float const> const logits(seen.out.logits.row(static_cast<int>(held) - 1), Model::size.vocab);
            symbols.push_back(lathe::exec::sample(logits, lesson_.symbols, temperature, numbers.uniform()));
        }
        return symbols;
    }

    void each_state(std::function<void(std::string const&, std::span<std::byte>)> const& f) override {
        trainer_.each_state([&](std::string const& name, auto numbers) { f(name, std::as_writable_bytes(numbers)); });
    }

private:
    facts facts_;
    lesson lesson_;
    lathe::exec::pool alone_;
    trainer_type trainer_;
    judge_type judge_;
};

/// Who teaches V on B.
template <class V, class B>
struct learner_of {
    using type = typed_learner<taking_part<V, B>>;
};
template <class V, class B>
    requires fills_canvas<V>
struct learner_of<V, B> {
    using type = canvas_learner<taking_part<V, B>, requires { requires B::of_text; }>;
};
template <class V, class B>
    requires writes_rows<V>
struct learner_of<V, B> {
    using type = row_learner<taking_part<V, B>>;
};

template <class V, class B>
facts describe(std::string name, std::string about) {
    using model = taking_part<V, B>;
    // a hierarchy carries two states from segment to segment, the others keep keys and values
    constexpr std::int64_t numbers =
        model::variant::nest::paired
            ? 2 * static_cast<std::int64_t>(model::size.width) * (model::size.context + model::prefix)
            : fills_canvas<V> && !requires { requires V::nest::block > 0; }
            ? model::size.context  // the canvas itself
            : model::template memory<lathe::ops::counting<float>>::numbers(model::size.context);
    lathe::exec::evaluator<model> one(1, model::size.context);
    // more steps of filling in are more computation, as more loops are
    constexpr bool fills = fills_canvas<V> && !requires { requires B::of_text; };
    return {.name = std::move(name),
            .about = std::move(about),
            .type = std::string(lathe::core::type_name<typename model::variant>()),
            .size = model::size,
            .parameters = model::parameters,
            .state_bytes = numbers * static_cast<std::int64_t>(sizeof(float)),
            .flops_per_token = one.bill().flops / model::size.context,
            .maximum = fills ? model::size.context : model::maximum,
            .trained = fills ? 0 : model::maximum > 1 ? model::maximum : 0,
            .stops_early = model::variant::halting::judges || model::variant::halting::shares};
}

/// A variant that mixes along positions needs sequences of exactly one length: it stands on backbones of grids only, as one
/// that writes rows does. Who fills a canvas stands where a canvas is. One that thinks stands on backbones of problems with
/// chains, and nobody else does.
template <class V, class B>
inline constexpr bool fits = (!requires { V::cell::block::fixed_length; } || requires { B::fixed_length; }) &&
                             (!writes_rows<V> || requires { B::fixed_length; }) &&
                             (!fills_canvas<V> || requires { B::canvases; }) &&
                             requires { requires V::nest::appends; } == requires { requires B::stepwise; };

template <class V, class B>
void add(char const* name, char const* about) {
    using taught = typename learner_of<V, B>::type;
    static char const* const its_name = name;
    static char const* const its_about = about;
    recipes()[B::name][name] = {
        .describe = [] { return describe<V, B>(its_name, its_about); },
        .make = [](lesson const& l) -> std::unique_ptr<learner> {
            return std::make_unique<taught>(l, describe<V, B>(its_name, its_about));
        },
        .flops_per_step =
            [](lesson const& l) {
                lathe::exec::pool alone(1);
                int length = l.length;
                if constexpr (requires { taught::length_of(l); }) {
                    length = taught::length_of(l);
                }
                return typename taught::trainer_type(training_of(l), length, alone).mean_flops_per_step();
            }};
}

/// Adds the recipe of V on B, if V fits there.
template <class V, class B>
bool add_recipe(char const* name, char const* about) {
    if constexpr (fits<V, B>) {
        add<V, B>(name, about);
    }
    return true;
}
