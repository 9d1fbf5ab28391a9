#pragma once
/// \file
/// The word problem of S5, the 120 permutations of five things. Lengths and errors as in word_problem.hpp.

#include <lathe/task/word_problem.hpp>

namespace lathe::task {

using s5 = word_problem<symmetric<5>>;

static_assert(task<s5>);

}  // namespace lathe::task
