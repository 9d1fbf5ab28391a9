#pragma once
/// \file
/// The learner of one variant that thinks.

#include "learner.hpp"
#include "timing.hpp"
#include "training.hpp"

#include <lathe/core/type_name.hpp>
#include <lathe/exec/thought_evaluate.hpp>
#include <lathe/exec/trainer.hpp>
#include <lathe/model.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

/// How V is taught on backbone B: its usual plan, with a stage for each step that the backbone's chains have.
template <class Plan, class B>
struct taught {
    using type = Plan;
};
template <int PerStep, int Stages, double Mixed, bool Padded, bool Reset, class Gradient, class B>
struct taught<lathe::signal::staged<PerStep, Stages, Mixed, Padded, Reset, Gradient>, B> {
    using type = lathe::signal::staged<PerStep, B::steps, Mixed, Padded, Reset, Gradient>;
};
template <class V, class B>
using plan_of = typename taught<lathe::signal::usual<V>, B>::type;

template <class Model, class Plan>
class thought_learner final : public learner {
    using trainer_type = lathe::exec::trainer<Model, Plan>;
    using judge_type = lathe::exec::thought_evaluator<Model>;

public:
    thought_learner(lesson const& l, facts f)
        : facts_(std::move(f)), lesson_(l), alone_(1), trainer_(training_of(l), l.chain.sizes, alone_), judge_(64, l.chain.sizes) {}

    /// The mean over the stages of the curriculum.
    static double flops_per_step(lesson const& l) {
        lathe::exec::thought_shard<Model, Plan, lathe::kernel::fast, float> shard(l.batch, l.chain.sizes);
        constexpr int samples = 24;
        double total = 0;
        for (int i = 0; i < samples; ++i) {
            shard.fill(drawing_of(l, lathe::task::split::train), static_cast<std::uint64_t>(i * l.batch), l.seed, i, samples);
            total += shard.training_flops(0);
        }
        return total / samples;
    }

    facts const& about() const override { return facts_; }
    lathe::exec::tally step() override { return trainer_.step(drawing_of(lesson_, lathe::task::split::train)).seen; }
    double flops() const override { return trainer_.flops(); }
    long steps() const override { return trainer_.steps(); }

    /// An explicit chain may always say that it has come to its end: that is how it is read.
    lathe::exec::findings judge(int count, int limit, bool early) override {
        auto found = judge_.run(trainer_.weights(), drawing_of(lesson_, lathe::task::split::test), count,
                                limit < 0 ? usual_thoughts() : limit, early || Model::variant::halting::judges, lesson_.seed);
        // who has no thought leaves no loop
        found.stopped_after.erase(found.stopped_after.begin());
        return found;
    }

    double seconds_per_pass(int sequences) override {
        judge_type timed(sequences, lesson_.chain.sizes);
        timed.fill(drawing_of(lesson_, lathe::task::split::test), 0, usual_thoughts());
        return median_seconds_of([&] { timed.forward(trainer_.weights(), {}, lesson_.seed); });
    }

    std::vector<lathe::report::thought_point> thoughts(int count) override {
        using lathe::standing;
        constexpr int kinds = 5;
        struct sums {
            double weight[kinds] = {}, even[kinds] = {}, problems = 0;
        };
        std::vector<sums> all(static_cast<std::size_t>(lesson_.chain.sizes.steps));
        std::vector<standing> stands(static_cast<std::size_t>(Model::size.vocab));
        auto const look = [&](lathe::stepwise_problem const& p, int thought, std::span<float const> logits) {
            if (thought > p.steps() || thought > static_cast<int>(all.size())) {
                return;
            }
            lesson_.chain.reveal(p, thought, stands);
            auto& mine = all[static_cast<std::size_t>(thought - 1)];
            double weight[kinds] = {}, nodes[kinds] = {};
            double total = 0, count_of_nodes = 0;
            float const most = *std::max_element(logits.begin(), logits.end());
            for (std::size_t v = 0; v < stands.size(); ++v) {
                if (stands[v] != standing::no_node) {
                    double const e = std::exp(static_cast<double>(logits[v] - most));
                    weight[static_cast<std::size_t>(stands[v])] += e;
                    nodes[static_cast<std::size_t>(stands[v])] += 1;
                    total += e;
                    count_of_nodes += 1;
                }
            }
            for (int k = 0; k < kinds; ++k) {
                mine.weight[k] += weight[k] / total;
                mine.even[k] += nodes[k] / count_of_nodes;
            }
            mine.problems += 1;
        };
        judge_.run(trainer_.weights(), drawing_of(lesson_, lathe::task::split::test), count, usual_thoughts(), true, lesson_.seed,
                   look);
        std::vector<lathe::report::thought_point> points;
        for (std::size_t t = 0; t < all.size() && Plan::thoughts + Model::maximum > 0; ++t) {
            auto const& s = all[t];
            if (s.problems > 0) {
                auto const share = [&](double const* of, standing k) { return of[static_cast<std::size_t>(k)] / s.problems; };
                points.push_back({static_cast<int>(t) + 1, share(s.weight, standing::optimal), share(s.weight, standing::frontier),
                                  share(s.weight, standing::reachable), share(s.weight, standing::unreachable),
                                  share(s.even, standing::optimal), share(s.even, standing::frontier),
                                  share(s.even, standing::reachable), share(s.even, standing::unreachable)});
            }
        }
        return points;
    }

    std::vector<int> continued(std::vector<int>, int, double, std::uint64_t) override {
        throw std::logic_error("a variant that thinks continues no texts here");
    }
    void each_state(std::function<void(std::string const&, std::span<std::byte>)> const& f) override {
        trainer_.each_state([&](std::string const& name, auto numbers) { f(name, std::as_writable_bytes(numbers)); });
    }

private:
    /// What training has put in; without a curriculum all that the variant may have.
    static constexpr int usual_thoughts() { return Plan::thoughts > 0 ? Plan::thoughts : Model::maximum; }
    static auto drawing_of(lesson const& l, lathe::task::split part) {
        return [&l, part](std::uint64_t index, lathe::stepwise_problem& p) { l.chain.draw(part, index, p); };
    }

    facts facts_;
    lesson lesson_;
    lathe::exec::pool alone_;
    trainer_type trainer_;
    judge_type judge_;
};

/// Adds the recipe of V on B.
template <class V, class B>
bool add_recipe(char const* name, char const* about) {
    using model = lathe::model<V, B::size>;
    using plan = plan_of<V, B>;
    static char const* const its_name = name;
    static char const* const its_about = about;
    static constexpr auto describe = [] {
        constexpr int positions = B::size.context;
        lathe::stepwise_sizes const sizes{positions - model::maximum - 2, B::steps, B::steps, 2};
        return facts{.name = its_name,
                     .about = its_about,
                     .type = std::string(lathe::core::type_name<V>()),
                     .size = B::size,
                     .parameters = model::parameters,
                     .state_bytes = model::template memory<lathe::ops::counting<float>>::numbers(positions) *
                                    static_cast<std::int64_t>(sizeof(float)),
                     .flops_per_token = lathe::exec::thought_evaluator<model>(1, sizes).bill().flops / positions,
                     .maximum = model::maximum,
                     .least = 0,
                     .trained = plan::thoughts,
                     .stops_early = V::halting::judges};
    };
    recipes()[B::name][name] = {.describe = [] { return describe(); },
                                .make = [](lesson const& l) -> std::unique_ptr<learner> {
                                    return std::make_unique<thought_learner<model, plan>>(l, describe());
                                },
                                .flops_per_step = &thought_learner<model, plan>::flops_per_step};
    return true;
}
