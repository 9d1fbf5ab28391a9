// error: lathe\[signal[.]stepwise_removal[.]until\]: the share of training is none

#include <lathe/signal/plan.hpp>

using plan = lathe::signal::stepwise_removal<8, 4.0, true, 1.5>;
static_assert(plan::thoughts >= 0);
