// error: lathe\[signal[.]stepwise_removal[.]smoothing\]: the smoothing is not positive

#include <lathe/signal/plan.hpp>

using plan = lathe::signal::stepwise_removal<8, 0.0>;
static_assert(plan::thoughts >= 0);
