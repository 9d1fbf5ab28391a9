// error: lathe\[signal[.]stepwise_removal\]: you wrote a removal of no symbols

#include <lathe/signal/plan.hpp>

using plan = lathe::signal::stepwise_removal<0>;
static_assert(plan::thoughts >= 0);
