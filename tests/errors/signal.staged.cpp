// error: lathe\[signal[.]staged\]: you wrote no stages, or stages without thoughts

#include <lathe/signal/plan.hpp>

using plan = lathe::signal::staged<1, 0>;
static_assert(plan::thoughts >= 0);
