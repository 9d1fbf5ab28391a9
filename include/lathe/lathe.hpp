#pragma once
/// \file
/// Names only: shapes, axes, laws, `with`. A header that spells variants includes this; it costs next to nothing. A
/// program that computes includes run.hpp.

#include <lathe/concepts/unlawful.hpp>  // first, so that its sentences have few lines above them
#include <lathe/axes.hpp>
#include <lathe/concepts/with.hpp>
