#pragma once
/// \file
/// A comparison with invented numbers, and a folder that vanishes: shared by the tests of report/.

#include <lathe/report/comparison.hpp>

#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>

namespace lathe::test {

/// One arm whose accuracy rises from chance to `last`, plus `scatter` times -1, 0, 1 for the three seeds.
inline report::arm sample_arm(std::string const& name, double last, double scatter, bool loops) {
    report::arm a{.name = name,
                  .about = "An arm named " + name + ".",
                  .type = "lathe::variant::" + name,
                  .parameters = 51'423,
                  .state_bytes = 3'200,
                  .flops_per_token = 1.2e6,
                  .training_flops = 2e12,
                  .milliseconds_per_sequence = 0.8,
                  .tokens_per_second = 81'000.0};
    a.trained_loops = loops ? 4 : 0;
    for (int seed = 1; seed <= 3; ++seed) {
        report::run r{.seed = static_cast<std::uint64_t>(seed)};
        r.accuracy = last + scatter * (seed - 2);
        for (int i = 0; i <= 8; ++i) {
            double const part = i / 8.0;
            double const accuracy = 0.125 + (r.accuracy - 0.125) * part * part;
            r.training.push_back({2e12 * part, 100.0 * part, 2.0 - 1.5 * part, accuracy});
        }
        for (int const count : {1, 2, 4, 8}) {
            if (loops) {
                double const accuracy = r.accuracy * std::min(1.0, 0.4 + 0.15 * count);
                r.depth.push_back({count, accuracy, 3e5 * count, 0.2 * count});
            }
        }
        r.accuracy_by_position = {report::unknown, r.accuracy, r.accuracy - 0.01, r.accuracy - 0.02};
        if (loops) {
            r.halting = {0.1, 0.2, 0.3, 0.4};
        }
        r.loss = 0.5;
        r.whole_sequence_accuracy = r.accuracy / 2.0;
        r.finished = true;
        a.runs.push_back(r);
    }
    return a;
}

inline report::comparison sample_comparison() {
    report::comparison c;
    c.task = "p_hop";
    c.task_about = "Follow p pointers through a sequence.";
    c.chance = 0.125;
    c.backbone = "width 64, 4 heads";
    c.budget_flops = 2e12;
    c.machine = "a machine";
    c.compiler = "a compiler";
    c.architecture = "avx2";
    c.command = "compare --task p_hop --seeds 3";
    c.version = "0.1.0";
    c.started = "2026-01-02 03:04";
    c.threads = 2;
    c.seconds = 3723.0;
    c.arms.push_back(sample_arm("feed_forward", 0.40, 0.01, false));
    c.arms.push_back(sample_arm("huginn", 0.95, 0.01, true));
    c.arms.push_back(sample_arm("looped", 0.94, 0.02, true));
    c.remarks = {"A remark."};
    return c;
}

/// A folder of its own, removed at the end.
class scratch {
public:
    scratch() {
        static std::atomic<int> count = 0;
        folder_ = std::filesystem::temp_directory_path() /
                  ("lathe_report_" + std::to_string(::getpid()) + "_" + std::to_string(count++));
        std::filesystem::create_directories(folder_);
    }
    scratch(scratch const&) = delete;
    scratch& operator=(scratch const&) = delete;
    ~scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    std::string operator/(std::string const& name) const { return (folder_ / name).string(); }

private:
    std::filesystem::path folder_;
};

}  // namespace lathe::test
