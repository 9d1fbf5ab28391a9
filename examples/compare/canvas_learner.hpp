#pragma once
/// \file
/// The learner of a type that fills a canvas: puzzles are filled in, texts are measured by the bound and continued.

#include "samplers.hpp"
#include "timing.hpp"
#include "training.hpp"

#include <lathe/exec/bound.hpp>
#include <lathe/exec/denoiser.hpp>

#include <algorithm>
#include <utility>

/// For puzzles every masked position counts the same; for texts as the bound says.
template <class Model, bool Text>
using canvas_plan = std::conditional_t<Text, lathe::signal::usual<typename Model::variant>,
                                       lathe::signal::masked<typename Model::variant::exchange::schedule, lathe::weight::flat>>;

template <class Model, bool Text>
class canvas_learner final : public learner {
public:
    using trainer_type = lathe::exec::trainer<Model, canvas_plan<Model, Text>>;

    canvas_learner(lesson const& l, facts f)
        : facts_(std::move(f)),
          lesson_(l),
          alone_(1),
          trainer_(training_of(l), l.length, alone_),
          bound_(4, l.length),
          symbols_(static_cast<std::size_t>(l.length)),
          targets_(symbols_) {}

    facts const& about() const override { return facts_; }
    lathe::exec::tally step() override {
        return trainer_
            .step([this](std::uint64_t i, std::span<int> s, std::span<int> t) { draw(lathe::task::split::train, i, s, t); })
            .seen;
    }
    double flops() const override { return trainer_.flops(); }
    long steps() const override { return trainer_.steps(); }

    lathe::exec::findings judge(int count, int limit, bool) override {
        using own = typename Model::variant::exchange;
        lathe::exec::findings found;
        for (int i = 0; i < count; ++i) {
            take(i);
            auto const these = bound_.of(trainer_.weights(), symbols_, targets_, lesson_.seed, static_cast<std::uint64_t>(i));
            found.all.loss += these.nats;
            found.all.asked += these.asked;
        }
        if constexpr (Text) {
            // nothing is known but the bound: what a text goes on with has no one right answer
            found.all.sequences = count;
            found.all.correct = lathe::report::unknown;
        } else {
            found.all.asked = 0;
            found.asked_at.resize(symbols_.size());
            found.correct_at.resize(symbols_.size());
            fill<own>(count, limit > 0 ? limit : lesson_.length, [&](auto& d, int slot, std::vector<int> const& answers) {
                bool right = true;
                for (std::size_t p = 0; p < answers.size(); ++p) {
                    if (answers[p] >= 0) {
                        bool const hit = d.symbols(slot)[p] == answers[p];
                        right = right && hit;
                        found.all.asked += 1;
                        found.asked_at[p] += 1;
                        found.all.correct += hit ? 1 : 0;
                        found.correct_at[p] += hit ? 1 : 0;
                    }
                }
                found.all.whole += right ? 1 : 0;
                found.all.sequences += 1;
                found.finite = found.finite && d.finite();
            });
        }
        return found;
    }

    std::vector<lathe::report::sampler> samplers(int count) override {
        std::vector<lathe::report::sampler> all;
        if constexpr (!Text && Model::variant::nest::block == 0) {
            int const n = lesson_.length;
            ::samplers::each([&](auto rule) {
                using exchange = typename decltype(rule)::exchange;
                lathe::report::sampler s{rule.name, {}};
                for (int const steps : {1, 2, 4, n / 2, n, 4 * n, 16 * n}) {
                    if (steps <= n || rule.goes_on) {
                        lathe::report::sampled_point p{steps, 0.0, 0.0, 0.0};
                        fill<exchange>(count, steps, [&](auto& d, int slot, std::vector<int> const& answers) {
                            bool right = true;
                            for (std::size_t i = 0; i < answers.size(); ++i) {
                                right = right && (answers[i] < 0 || d.symbols(slot)[i] == answers[i]);
                            }
                            p.accuracy += right ? 1.0 / count : 0.0;
                            p.calls += static_cast<double>(d.calls(slot)) / count;
                            p.remasked += static_cast<double>(d.remasked(slot)) / count;
                        });
                        s.points.push_back(p);
                    }
                }
                all.push_back(std::move(s));
            });
        }
        return all;
    }

    double seconds_per_pass(int sequences) override {
        lathe::exec::denoiser<Model> d(trainer_.weights(), sequences, lesson_.length);
        return median_of_rounds([&] {
            for (int i = 0; i < sequences; ++i) {
                take(i);
                hide(d.mask);
                d.set(i, symbols_, {.steps = lesson_.length, .seed = lesson_.seed});
            }
            return seconds_of([&] {
                while (d.step()) {
                }
            });
        });
    }

    std::vector<int> continued(std::vector<int> symbols, int count, double temperature, std::uint64_t seed) override {
        // each window keeps a quarter of the text before it and fills in the rest
        int const length = lesson_.length;
        lathe::exec::denoiser<Model> d(trainer_.weights(), 1, length);
        auto const wanted = symbols.size() + static_cast<std::size_t>(count);
        for (std::uint64_t window = 0; symbols.size() < wanted; ++window) {
            auto const held = std::min(symbols.size(), static_cast<std::size_t>(length / 4));
            std::vector<int> canvas(symbols.end() - static_cast<std::ptrdiff_t>(held), symbols.end());
            canvas.resize(static_cast<std::size_t>(length), d.mask);
            d.set(0, canvas, {.steps = length, .temperature = temperature, .seed = seed}, window);
            while (d.step()) {
            }
            auto const filled = d.symbols(0);
            symbols.insert(symbols.end(), filled.begin() + static_cast<std::ptrdiff_t>(held), filled.end());
        }
        symbols.resize(wanted);
        // symbols of the shape that the text has not were never shown, and are hardly ever drawn
        for (int& symbol : symbols) {
            symbol = std::min(symbol, lesson_.symbols - 1);
        }
        return symbols;
    }

    void each_state(std::function<void(std::string const&, std::span<std::byte>)> const& f) override {
        trainer_.each_state([&](std::string const& name, auto numbers) { f(name, std::as_writable_bytes(numbers)); });
    }

private:
    /// The target of a position is its symbol; of a text the first one is given.
    void draw(lathe::task::split part, std::uint64_t index, std::span<int> symbols, std::span<int> targets) const {
        lesson_.draw(part, index, symbols, targets);
        if constexpr (Text) {
            std::copy(symbols.begin(), symbols.end(), targets.begin());
            targets[0] = -1;
        }
    }
    void take(int index) { draw(lathe::task::split::test, static_cast<std::uint64_t>(index), symbols_, targets_); }
    void hide(int mask) {
        for (std::size_t p = 0; p < symbols_.size(); ++p) {
            symbols_[p] = targets_[p] >= 0 ? mask : symbols_[p];
        }
    }

    /// Fills in test examples 0 .. count - 1 and hands each to f(denoiser, slot, answers).
    template <class Exchange, class F>
    void fill(int count, int steps, F const& f) {
        constexpr int lanes = 64;
        lathe::exec::denoiser<Model, Exchange> d(trainer_.weights(), lanes, lesson_.length);
        std::vector<std::vector<int>> answers(lanes);
        steps = std::max(steps, fewest_steps<Exchange>());
        for (int first = 0; first < count; first += lanes) {
            int const n = std::min(lanes, count - first);
            for (int i = 0; i < lanes; ++i) {
                take(first + std::min(i, n - 1));
                answers[static_cast<std::size_t>(i)] = targets_;
                hide(d.mask);
                d.set(i, symbols_, {.steps = steps, .seed = lesson_.seed}, static_cast<std::uint64_t>(first + i));
            }
            while (d.step()) {
            }
            for (int i = 0; i < n; ++i) {
                f(d, i, answers[static_cast<std::size_t>(i)]);
            }
        }
    }
    /// Each block takes a step at least.
    template <class Exchange>
    int fewest_steps() const {
        if constexpr (Exchange::order::block > 0) {
            return lesson_.length / Exchange::order::block + 1;
        } else {
            return 1;
        }
    }

    facts facts_;
    lesson lesson_;
    lathe::exec::pool alone_;
    trainer_type trainer_;
    lathe::exec::bound<Model> bound_;
    std::vector<int> symbols_, targets_;
};
