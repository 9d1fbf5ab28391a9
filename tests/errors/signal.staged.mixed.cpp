// error: lathe\[signal[.]staged[.]mixed\]: the share of other stages is no share

#include <lathe/signal/plan.hpp>

using plan = lathe::signal::staged<1, 3, 1.5>;
static_assert(plan::thoughts >= 0);
