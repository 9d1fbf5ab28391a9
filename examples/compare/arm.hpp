#pragma once
/// \file
/// The learner of one type.

#include "fitted.hpp"
#include "learner.hpp"

#include <lathe/core/type_name.hpp>
#include <lathe/exec/sample.hpp>
#include <lathe/exec/trainer.hpp>
#include <lathe/model.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

/// V as it takes part on backbone B.
template <class V, class B>
using taking_part = lathe::model<typename B::template masked<typename fitted<V>::type>, B::size>;

template <class Model>
class typed_learner final : public learner {
    using trainer_type = lathe::exec::trainer<Model>;
    using judge_type = lathe::exec::evaluator<Model>;

public:
    typed_learner(lesson const& l, facts f)
        : facts_(std::move(f)),
          lesson_(l),
          alone_(1),
          trainer_(options(l), l.length, alone_),
          judge_(std::min(64, 4096 / l.length), l.length) {}

    static lathe::exec::training options(lesson const& l) {
        return {.batch = l.batch,
                .shards = 1,
                .steps = l.steps,
                .rate = l.rate,
                .floor = l.floor,
                .warmup = l.warmup,
                .beta2 = l.beta2,
                .decay = l.decay,
                .average = l.average,
                .seed = l.seed};
    }

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
        std::vector<double> seconds;
        for (int round = 0; round < 7; ++round) {
            auto const begin = std::chrono::steady_clock::now();
            int passes = 0;
            double spent = 0;
            do {
                timed.forward(trainer_.weights(), {}, lesson_.seed);
                ++passes;
                spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
            } while (spent < 0.02);
            seconds.push_back(spent / passes);
        }
        std::nth_element(seconds.begin(), seconds.begin() + 3, seconds.end());
        return seconds[3];
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

template <class V, class B>
facts describe(std::string name, std::string about) {
    using model = taking_part<V, B>;
    // a hierarchy carries two states from segment to segment, the others keep keys and values
    constexpr std::int64_t numbers =
        model::variant::nest::paired
            ? 2 * static_cast<std::int64_t>(B::size.width) * (B::size.context + model::prefix)
            : model::template memory<lathe::ops::counting<float>>::numbers(B::size.context);
    lathe::exec::evaluator<model> one(1, B::size.context);
    return {.name = std::move(name),
            .about = std::move(about),
            .type = std::string(lathe::core::type_name<typename model::variant>()),
            .size = B::size,
            .parameters = model::parameters,
            .state_bytes = numbers * static_cast<std::int64_t>(sizeof(float)),
            .flops_per_token = one.bill().flops / B::size.context,
            .maximum = model::maximum,
            .stops_early = model::variant::halting::judges || model::variant::halting::shares};
}

/// A variant that mixes along positions needs sequences of exactly one length: it stands on backbones of grids only. One
/// that thinks stands on those of problems with chains, and nobody else does.
template <class V, class B>
inline constexpr bool fits = (!requires { V::cell::block::fixed_length; } || requires { B::fixed_length; }) &&
                             requires { requires V::nest::appends; } == requires { requires B::stepwise; };

template <class V, class B>
void add(char const* name, char const* about) {
    using model = taking_part<V, B>;
    static char const* const its_name = name;
    static char const* const its_about = about;
    recipes()[B::name][name] = {
        .describe = [] { return describe<V, B>(its_name, its_about); },
        .make = [](lesson const& l) -> std::unique_ptr<learner> {
            return std::make_unique<typed_learner<model>>(l, describe<V, B>(its_name, its_about));
        },
        .flops_per_step =
            [](lesson const& l) {
                lathe::exec::pool alone(1);
                return lathe::exec::trainer<model>(typed_learner<model>::options(l), l.length, alone)
                    .mean_flops_per_step();
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
