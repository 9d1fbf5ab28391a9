#pragma once
/// \file
/// What a program that computes includes: models, weights and packed weights, sessions, denoisers, training
/// (in mixed precision, too), evaluation.

#include <lathe/exec/bound.hpp>
#include <lathe/exec/continuous.hpp>
#include <lathe/exec/denoiser.hpp>
#include <lathe/exec/evaluate.hpp>
#include <lathe/exec/pack.hpp>
#include <lathe/exec/sample.hpp>
#include <lathe/exec/session.hpp>
#include <lathe/exec/trainer.hpp>
#include <lathe/exec/weights.hpp>
#include <lathe/kernel/mixed.hpp>
#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
