#include "contest.hpp"

#include "checkpoint.hpp"

#include <lathe/report/number.hpp>
#include <lathe/report/progress.hpp>

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <exception>
#include <fstream>
#include <iomanip>
#include <numeric>
#include <thread>

namespace {

using lathe::report::arm;
using clock_type = std::chrono::steady_clock;

double since(clock_type::time_point begin) { return std::chrono::duration<double>(clock_type::now() - begin).count(); }

/// Depths at which a model that loops is judged after training.
std::vector<int> depths(int least, int maximum) {
    std::vector<int> list;
    for (int const d : {0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64}) {
        if (d >= least && d < maximum) {
            list.push_back(d);
        }
    }
    list.push_back(maximum);
    return list;
}

/// A number for all that a run's checkpoint has to agree with.
std::uint64_t fingerprint(lesson const& l) {
    auto const number = [](double x) { return std::bit_cast<std::uint64_t>(x); };
    std::uint64_t key = l.seed;
    for (char const c : l.task) {
        key = lathe::mix(key, static_cast<unsigned char>(c));
    }
    for (double const x : {1.0 * l.length, 1.0 * l.symbols, 1.0 * l.batch, l.rate, l.floor, l.decay, l.beta2, l.average}) {
        key = lathe::mix(key, number(x));
    }
    return lathe::mix(lathe::mix(key, static_cast<std::uint64_t>(l.steps)), static_cast<std::uint64_t>(l.warmup));
}

lathe::report::run judged(learner& l, int examples, bool text) {
    lathe::report::run r;
    auto const found = l.judge(examples, learner::as_trained, true);
    r.accuracy = found.all.accuracy();
    r.loss = found.all.mean_loss();
    r.whole_sequence_accuracy = found.all.whole_accuracy();
    r.accuracy_by_position = found.accuracy_at();
    for (std::size_t i = 0; i < r.accuracy_by_position.size(); ++i) {
        if (!(found.asked_at[i] > 0)) {
            r.accuracy_by_position[i] = lathe::report::unknown;
        }
    }
    if (text) {
        r.bits_per_character = found.all.mean_loss() / std::log(2.0);
    }
    if (l.about().maximum > 1) {
        if (l.about().stops_early) {
            double const rows = std::accumulate(found.stopped_after.begin(), found.stopped_after.end(), 0.0);
            for (double const stopped : found.stopped_after) {
                r.halting.push_back(stopped / rows);
            }
        }
        for (int const depth : depths(l.about().least, l.about().maximum)) {
            auto const at = l.judge(std::min(examples, 512), depth, false);
            r.depth.push_back({.loops = depth, .accuracy = at.all.accuracy()});
        }
    }
    r.thoughts = l.thoughts(std::min(examples, 512));
    r.samplers = l.samplers(std::min(examples, 256));
    if (!found.finite || !found.all.finite) {
        r.note = "numbers that are not finite came up in the answers";
    }
    return r;
}

}  // namespace

double contest::affordable() const {
    // a comparison that goes on has the budget it began with
    auto const noted = checkpoints / "budget";
    if (double before = 0; resume && std::ifstream(noted) >> before && before > 0) {
        return before;
    }
    // seconds that one floating point operation takes, arm by arm
    double seconds_per_flop = 0;
    for (auto const& e : entrants) {
        auto l = e.how.make(teaching);
        l->step();
        double const before = l->flops();
        auto const begin = clock_type::now();
        do {
            l->step();
        } while (since(begin) < 0.3);
        seconds_per_flop += since(begin) / (l->flops() - before);
    }
    // what judging and timing take is not training
    double const share = 0.8;
    double const each = share * minutes * 60 * threads / (seconds_per_flop * static_cast<double>(seeds));
    if (!checkpoints.empty()) {
        std::ofstream(noted) << std::setprecision(17) << each << '\n';
    }
    return each;
}

contest::ended contest::run(double budget_flops, bool quiet) const {
    struct job {
        std::size_t arm;
        std::uint64_t seed;
    };
    std::vector<arm> arms;
    std::vector<job> jobs;
    for (std::size_t a = 0; a < entrants.size(); ++a) {
        auto const known = entrants[a].how.describe();
        arms.push_back({.name = known.name,
                        .about = known.about,
                        .type = known.type,
                        .parameters = known.parameters,
                        .state_bytes = known.state_bytes,
                        .flops_per_token = known.flops_per_token,
                        .runs = std::vector<lathe::report::run>(seeds),
                        .trained_loops = known.trained});
    }
    // seed by seed, so that every arm has something to show early
    for (std::uint64_t s = 1; s <= seeds; ++s) {
        for (std::size_t a = 0; a < entrants.size(); ++a) {
            jobs.push_back({a, s});
        }
    }
    std::vector<std::string> names;
    for (auto const& j : jobs) {
        names.push_back(entrants[j.arm].name + " " + std::to_string(j.seed));
    }
    lathe::report::progress shown(names, {.quiet = quiet});
    bool const text = teaching.task_is_text;
    std::vector<std::unique_ptr<learner>> kept(entrants.size());
    std::atomic<std::size_t> next{0};

    auto const work = [&](job const& j, std::size_t number) {
        auto& result = arms[j.arm].runs[j.seed - 1];
        result.seed = j.seed;
        lesson mine = teaching;
        mine.seed = j.seed;
        double const steps = std::clamp(budget_flops / entrants[j.arm].how.flops_per_step(mine), 1.0, 1e15);
        mine.steps = std::lround(steps);
        mine.warmup = std::min(mine.warmup, mine.steps / 5);
        auto l = entrants[j.arm].how.make(mine);
        auto const file = checkpoints.empty() ? std::filesystem::path()
                                              : checkpoints / (entrants[j.arm].name + "." + std::to_string(j.seed) + ".safetensors");
        constexpr int points = 12;
        checkpoint on_disk(file, *l, fingerprint(mine), points + 1);
        if (resume) {
            on_disk.load(result.training);
        }
        double const before = result.training.empty() ? 0.0 : result.training.back().seconds;
        auto const begin = clock_type::now();
        auto saved = begin;
        long const every = std::max(1L, mine.steps / points);
        std::string state;
        while (l->steps() < mine.steps) {
            auto const seen = l->step();
            if (!seen.finite) {
                shown.stop(number, "diverged");
                result.note = "training diverged at step " + std::to_string(l->steps()) + ": the loss is not finite";
                break;
            }
            if (l->steps() % every == 0 || l->steps() == mine.steps) {
                auto const now = l->judge(256, learner::as_trained, true);
                result.training.push_back({l->flops(), before + since(begin), now.all.mean_loss(), now.all.accuracy()});
                state = "accuracy " + lathe::report::percent(now.all.accuracy());
            }
            shown.update(number, static_cast<double>(l->steps()) / static_cast<double>(mine.steps), state);
            if (since(saved) > save_seconds) {
                on_disk.save(result.training);
                saved = clock_type::now();
            }
        }
        auto final = judged(*l, examples, text);
        final.seed = j.seed;
        final.training = std::move(result.training);
        final.note = result.note.empty() ? final.note : result.note;
        final.finished = result.note.empty();
        result = std::move(final);
        on_disk.save(result.training);
        if (j.seed == 1) {
            arms[j.arm].training_flops = l->flops();
            kept[j.arm] = std::move(l);
        }
    };

    std::vector<std::exception_ptr> failures(static_cast<std::size_t>(threads));
    {
        std::vector<std::jthread> workers;
        for (int t = 0; t < threads && t < static_cast<int>(jobs.size()); ++t) {
            workers.emplace_back([&, t] {
                try {
                    for (std::size_t n = next++; n < jobs.size(); n = next++) {
                        work(jobs[n], n);
                    }
                } catch (...) {
                    failures[static_cast<std::size_t>(t)] = std::current_exception();
                }
            });
        }
    }
    for (auto const& failure : failures) {
        if (failure) {
            std::rethrow_exception(failure);
        }
    }

    // times are taken when nothing else runs
    constexpr int sequences = 32;
    for (std::size_t a = 0; a < arms.size(); ++a) {
        double const seconds = kept[a]->seconds_per_pass(sequences);
        arms[a].milliseconds_per_sequence = 1e3 * seconds / sequences;
        arms[a].tokens_per_second = sequences * teaching.length / seconds;
    }
    return {std::move(arms), std::move(kept)};
}
