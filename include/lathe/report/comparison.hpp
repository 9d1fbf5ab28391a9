#pragma once
/// \file
/// What a comparison of variants measured, as plain data: one arm per variant, one run per arm and seed.
///
/// Shares (accuracy, chance, halting) lie in 0 .. 1, losses are in nats, times in the unit that the name says, FLOPs
/// count a multiplication and an addition as two. A quantity that nobody measured is `unknown` (NaN) and shown as a
/// dash.

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace lathe::report {

inline constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// During training: what a run had cost and could do at one moment.
struct curve_point {
    double training_flops = unknown;
    double seconds = unknown;
    double loss = unknown;
    double accuracy = unknown;
};

/// After training: what the same weights do with another number of loops.
struct depth_point {
    int loops = 0;
    double accuracy = unknown;
    double flops_per_token = unknown;
    double milliseconds_per_sequence = unknown;
};

/// After training: what a thought holds. The shares of its weight on symbols that stand for nodes, by what they are to a
/// search that has taken as many steps as there were thoughts (the classes exclude each other), and the shares that equal
/// weights would have. The thought is a state; its weight on a symbol is what the head makes of it.
struct thought_point {
    int thought = 0;  // from 1
    double optimal = unknown;
    double frontier = unknown;
    double reachable = unknown;
    double unreachable = unknown;
    double even_optimal = unknown;
    double even_frontier = unknown;
    double even_reachable = unknown;
    double even_unreachable = unknown;
};

/// With so many steps of filling in: what the answers cost and how good they were.
struct sampled_point {
    int steps = 0;              // allowed; fewer if the answer was complete
    double calls = unknown;     // of the network for one sequence, on average
    double accuracy = unknown;  // share of sequences that are right everywhere
    double remasked = unknown;  // positions of a sequence that were taken back, on average
};

/// One way of filling in answers with the weights of a run.
struct sampler {
    std::string name{};
    std::vector<sampled_point> points{};
};

/// One training of one variant from one seed.
struct run {
    std::uint64_t seed = 0;
    std::vector<curve_point> training{};
    std::vector<depth_point> depth{};
    std::vector<thought_point> thoughts{};
    std::vector<sampler> samplers{};
    std::vector<double> accuracy_by_position{};  // from the first position; `unknown` where nothing is asked
    std::vector<double> halting{};               // share of rows or sequences that stopped after 1, 2, ... steps
    double accuracy = unknown;
    double loss = unknown;
    double whole_sequence_accuracy = unknown;
    double bits_per_character = unknown;
    bool finished = false;
    std::string note{};  // why it did not finish, or what is odd about it
};

/// One variant.
struct arm {
    std::string name{};
    std::string about{};
    std::string type{};  // the long C++ spelling
    std::int64_t parameters = 0;
    std::int64_t state_bytes = 0;
    double flops_per_token = unknown;
    double training_flops = unknown;  // of one run
    double milliseconds_per_sequence = unknown;
    double tokens_per_second = unknown;
    std::vector<run> runs{};
    int trained_loops = 0;  // the number of loops in training; 0 if there is no such number
};

/// Several variants, one task, one budget.
struct comparison {
    std::string task{};
    std::string task_about{};
    double chance = unknown;  // accuracy of guessing
    std::string backbone{};   // the shape, in words
    double budget_flops = unknown;
    std::string machine{};
    std::string compiler{};
    std::string architecture{};
    std::string command{};
    std::string version{};
    std::string started{};
    int threads = 0;
    double seconds = unknown;
    std::string turns = "loops";  // what `depth` counts: loops or thoughts
    std::vector<arm> arms{};
    std::vector<std::string> remarks{};
};

}  // namespace lathe::report
