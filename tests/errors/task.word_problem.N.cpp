// error: lathe\[task[.]word_problem[.]N\]: permutations of N things; N is 3, 4 or 5

#include <lathe/task/word_problem.hpp>

static_assert(lathe::task::permutations<6, true>::order == 360);
