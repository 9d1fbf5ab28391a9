#pragma once
/// \file
/// What training promises for every variant. A variant takes seconds to compile, so the tests of the trainer and of its
/// shards share them out.

#include <lathe/exec/trainer.hpp>

#include <vector>

#include "allocations.hpp"
#include "catch.hpp"
#include "exec/sample.hpp"

namespace lathe::test {

/// Five sequences in three unequal parts.
inline constexpr exec::training five{.batch = 5, .shards = 3, .steps = 20, .rate = 1e-2, .warmup = 2, .seed = 4};

template <class V>
struct training_promises {
    using model_type = model<V, small>;
    using trainer = exec::trainer<model_type>;
    static constexpr int length = small.context;

    static void learns() {
        exec::pool threads(1);
        exec::training const options{.batch = 16, .steps = 100, .rate = 1e-2, .warmup = 5, .seed = 3};
        trainer t(options, length, threads);
        double first = 0, last = 0;
        for (int s = 0; s < 100; ++s) {
            auto const now = t.step(renamed{});
            REQUIRE(now.seen.finite);
            first += s < 1 ? now.seen.mean_loss() : 0;
            last += s >= 90 ? now.seen.mean_loss() / 10 : 0;
        }
        CHECK(first > 1);
        CHECK(last < first / 2);
    }

    static void asks_for_no_memory() {
        exec::pool threads(2);
        trainer t(five, length, threads);
        auto const calls = memory_calls_of([&] {
            for (int s = 0; s < 6; ++s) t.step(renamed{});
        });
        CHECK(calls == memory_calls{});
    }

    /// Muon and the average as well.
    static void does_not_mind_threads() {
        auto options = five;
        options.muon = true;
        options.average = 0.9;
        auto const trained_by = [&](int count) {
            exec::pool threads(count);
            trainer t(options, length, threads);
            for (int s = 0; s < 7; ++s) t.step(renamed{});
            return kept(t);
        };
        auto const one = trained_by(1);
        CHECK(trained_by(2) == one);
        CHECK(trained_by(3) == one);
    }

    static void all() {
        learns();
        asks_for_no_memory();
        does_not_mind_threads();
    }
};

}  // namespace lathe::test
