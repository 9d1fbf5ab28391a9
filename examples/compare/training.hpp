#pragma once
/// \file
/// What a lesson says about training.

#include "learner.hpp"

#include <lathe/exec/optimiser.hpp>
#include <lathe/exec/trainer.hpp>

inline lathe::exec::training training_of(lesson const& l) {
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
