#pragma once
/// \file
/// The learner of a causal type on grids: it reads the puzzle and then writes the solution cell by cell, row by row, with the
/// givens put in where they stand.

#include "timing.hpp"
#include "training.hpp"

#include <lathe/exec/session.hpp>

#include <algorithm>
#include <utility>

template <class Model>
class row_learner final : public learner {
public:
    using trainer_type = lathe::exec::trainer<Model>;

    row_learner(lesson const& l, facts f)
        : facts_(std::move(f)),
          lesson_(l),
          alone_(1),
          trainer_(training_of(l), 2 * l.length - 1, alone_),
          puzzle_(static_cast<std::size_t>(l.length)),
          answer_(puzzle_) {}

    /// Symbols of a training sequence.
    static int length_of(lesson const& l) { return 2 * l.length - 1; }

    facts const& about() const override { return facts_; }
    lathe::exec::tally step() override {
        return trainer_
            .step([this](std::uint64_t index, std::span<int> symbols, std::span<int> targets) {
                // the puzzle and its answers, then the solution but for its last cell
                auto const n = puzzle_.size();
                lesson_.draw(lathe::task::split::train, index, symbols.first(n), targets.last(n));
                for (std::size_t i = 0; i + 1 < n; ++i) {
                    int const answer = targets[n - 1 + i];
                    symbols[n + i] = answer >= 0 ? answer : symbols[i];
                    targets[i] = -1;
                }
            })
            .seen;
    }
    double flops() const override { return trainer_.flops(); }
    long steps() const override { return trainer_.steps(); }

    lathe::exec::findings judge(int count, int, bool) override {
        lathe::exec::findings found;
        found.asked_at.resize(puzzle_.size());
        found.correct_at.resize(puzzle_.size());
        session_type session(trainer_.weights(), length_of(lesson_), lesson_.length);
        for (int index = 0; index < count; ++index) {
            lesson_.draw(lathe::task::split::test, static_cast<std::uint64_t>(index), puzzle_, answer_);
            bool right = true;
            solve(session, [&](std::size_t cell, std::span<float const> logits, int said) {
                bool const hit = said == answer_[cell];
                right = right && hit;
                found.all.asked += 1;
                found.all.correct += hit ? 1 : 0;
                found.asked_at[cell] += 1;
                found.correct_at[cell] += hit ? 1 : 0;
                found.all.loss += loss(logits, answer_[cell]);
            });
            found.all.whole += right ? 1 : 0;
            found.all.sequences += 1;
            found.finite = found.finite && session.finite();
        }
        return found;
    }

    std::vector<lathe::report::sampler> samplers(int count) override {
        auto const found = judge(count, 0, true).all;
        double const calls = found.asked / found.sequences;
        return {{"row by row", {{lesson_.length, calls, found.whole_accuracy(), 0.0}}}};
    }

    double seconds_per_pass(int sequences) override {
        session_type session(trainer_.weights(), length_of(lesson_), lesson_.length);
        return median_of_rounds([&] {
            double spent = 0;
            for (int i = 0; i < sequences; ++i) {
                lesson_.draw(lathe::task::split::test, static_cast<std::uint64_t>(i), puzzle_, answer_);
                spent += seconds_of([&] { solve(session, [](std::size_t, std::span<float const>, int) {}); });
            }
            return spent;
        });
    }

    std::vector<int> continued(std::vector<int> symbols, int, double, std::uint64_t) override { return symbols; }

    void each_state(std::function<void(std::string const&, std::span<std::byte>)> const& f) override {
        trainer_.each_state([&](std::string const& name, auto numbers) { f(name, std::as_writable_bytes(numbers)); });
    }

private:
    using session_type = lathe::exec::session<Model>;

    /// Fills in the puzzle; f(cell, logits, symbol) for each blank. Its own answers are what later cells see.
    template <class F>
    void solve(session_type& session, F const& f) {
        auto const n = puzzle_.size();
        session.rewind();
        auto logits = session.extend(puzzle_).last(static_cast<std::size_t>(session.vocab));
        for (std::size_t cell = 0; cell < n; ++cell) {
            int symbol = puzzle_[cell];
            if (answer_[cell] >= 0) {
                symbol = lathe::ops::op::argmax::of_row(logits.data(), session.vocab);
                f(cell, std::span<float const>(logits), symbol);
            }
            if (cell + 1 < n) {
                logits = session.extend({&symbol, 1});
            }
        }
    }
    static double loss(std::span<float const> logits, int answer) {
        double const top = *std::max_element(logits.begin(), logits.end());
        double total = 0;
        for (float const x : logits) {
            total += std::exp(static_cast<double>(x) - top);
        }
        return top + std::log(total) - static_cast<double>(logits[static_cast<std::size_t>(answer)]);
    }

    facts facts_;
    lesson lesson_;
    lathe::exec::pool alone_;
    trainer_type trainer_;
    std::vector<int> puzzle_, answer_;
};
