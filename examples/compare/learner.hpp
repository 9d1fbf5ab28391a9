#pragma once
/// \file
/// One arm of a comparison without its type: what compare.cpp does with a model.

#include <lathe/core/shape.hpp>
#include <lathe/core/stepwise.hpp>
#include <lathe/exec/evaluate.hpp>
#include <lathe/report/comparison.hpp>
#include <lathe/task/task.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

/// Fills example `index` of a part.
using drawing = std::function<void(lathe::task::split, std::uint64_t, std::span<int>, std::span<int>)>;

/// A task whose problems are solved step by step: how long their parts are, how one is drawn, what its symbols stand for.
struct chain_lesson {
    lathe::stepwise_sizes sizes;
    std::function<void(lathe::task::split, std::uint64_t, lathe::stepwise_problem&)> draw;
    std::function<void(lathe::stepwise_problem const&, int, std::span<lathe::standing>)> reveal;
};

/// What a job is to do, beside its arm and its seed.
struct lesson {
    std::string task;  ///< its name, and what else tells its examples from others
    int length = 8;
    int symbols = 1;  ///< the task's; a sample draws among them
    int batch = 64;
    double rate = 2e-3;
    double floor = 0.1;
    long warmup = 50;
    double decay = 0.01;
    double beta2 = 0.99;
    double average = 0;
    long steps = 0;  ///< of the schedule
    std::uint64_t seed = 1;
    bool task_is_text = false;
    drawing draw;
    chain_lesson chain;  ///< in place of `draw`, for variants that think
};

/// Facts about a type at a shape.
struct facts {
    std::string name, about, type;
    lathe::shape size;
    std::int64_t parameters = 0;
    std::int64_t state_bytes = 0;    ///< keys and values of a full context
    double flops_per_token = 0;      ///< of a forward pass at full depth
    int maximum = 1;                 ///< turns of the outermost loop, or steps of filling in
    int least = 1;                   ///< fewest turns
    int trained = 0;                 ///< of them in training; 0 if there is no such number
    bool stops_early = false;
};

/// A model in training and its judge.
class learner {
public:
    virtual ~learner() = default;
    virtual facts const& about() const = 0;
    /// One training step; NaN in the loss is reported as not finite.
    virtual lathe::exec::tally step() = 0;
    virtual double flops() const = 0;
    virtual long steps() const = 0;
    /// Accuracy on `count` test examples with `limit` turns, or as many as it was trained with.
    static constexpr int as_trained = -1;
    virtual lathe::exec::findings judge(int count, int limit, bool early) = 0;
    /// The same weights with other rules for filling in answers, on `count` test examples each; none for most.
    virtual std::vector<lathe::report::sampler> samplers(int) { return {}; }
    /// Seconds of one forward pass over `sequences` sequences, early exit allowed; and how many tokens that is.
    virtual double seconds_per_pass(int sequences) = 0;
    /// What its thoughts hold on `count` test examples, if it thinks.
    virtual std::vector<lathe::report::thought_point> thoughts(int) { return {}; }
    /// Continues a text of symbols by the given number of them.
    virtual std::vector<int> continued(std::vector<int> symbols, int count, double temperature, std::uint64_t seed) = 0;
    /// Everything a later step depends on, by name.
    virtual void each_state(std::function<void(std::string const&, std::span<std::byte>)> const& f) = 0;
};

/// How to make the learner of one variant on one backbone.
struct recipe {
    facts (*describe)();
    std::unique_ptr<learner> (*make)(lesson const&);
    double (*flops_per_step)(lesson const&);  ///< the mean over the drawn depths
};

/// Recipes by backbone and variant; every generated file adds its own before main starts.
std::map<std::string, std::map<std::string, recipe>>& recipes();
