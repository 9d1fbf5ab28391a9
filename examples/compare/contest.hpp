#pragma once
/// \file
/// Training any number of arms with several seeds on one task, with equal budgets in floating point operations.

#include "learner.hpp"

#include <lathe/report/comparison.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

/// One arm that takes part.
struct entrant {
    std::string name;
    recipe how;
};

struct contest {
    std::vector<entrant> entrants;
    lesson teaching;           ///< what all arms share; seed and schedule are set for each job
    std::uint64_t seeds = 3;   ///< 1 .. seeds
    double minutes = 4;        ///< wall time for all training together
    int threads = 2;
    int examples = 1024;       ///< test examples of the final judgement
    std::filesystem::path checkpoints;  ///< folder; empty keeps none
    bool resume = false;
    double save_seconds = 20;  ///< between two checkpoints of a run

    /// Floating point operations per run that fill the minutes, measured on this machine; noted beside the checkpoints,
    /// and read from there when the comparison goes on.
    double affordable() const;

    /// What is left when all runs are over, arm by arm in the order of the entrants.
    struct ended {
        std::vector<lathe::report::arm> arms;
        std::vector<std::unique_ptr<learner>> learners;  ///< of the first seed
    };
    /// Runs everything, with progress on stderr unless `quiet`. A job that cannot go on says why in its run's note.
    ended run(double budget_flops, bool quiet) const;
};
