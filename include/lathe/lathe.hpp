#pragma once
/// \file
/// Names only: shapes, axes, laws, `with`. A header that spells variants includes this; it costs next to nothing. A
/// program that computes includes run.hpp.

#include <lathe/axes.hpp>
#include <lathe/concepts/lawful.hpp>
#include <lathe/concepts/with.hpp>
