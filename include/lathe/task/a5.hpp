#pragma once
/// \file
/// The word problem of A5, the 60 even permutations of five things: the smallest group that is not solvable.
/// Lengths and errors as in word_problem.hpp.

#include <lathe/task/word_problem.hpp>

namespace lathe::task {

using a5 = word_problem<alternating<5>>;

static_assert(task<a5>);

}  // namespace lathe::task
