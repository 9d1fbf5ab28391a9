#pragma once
/// \file
/// The word problem of S3, the six permutations of three things: the smallest group whose products do not commute.
/// Lengths and errors as in word_problem.hpp.

#include <lathe/task/word_problem.hpp>

namespace lathe::task {

using s3 = word_problem<symmetric<3>>;

static_assert(task<s3>);

}  // namespace lathe::task
