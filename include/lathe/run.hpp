#pragma once
/// \file
/// What a program that computes includes: models, weights, sessions, training, evaluation.

#include <lathe/exec/evaluate.hpp>
#include <lathe/exec/sample.hpp>
#include <lathe/exec/session.hpp>
#include <lathe/exec/trainer.hpp>
#include <lathe/exec/weights.hpp>
#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
