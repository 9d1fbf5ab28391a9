// error: lathe\[signal[.]last\]: at least the last turn carries gradient

#include <lathe/signal/plan.hpp>

using plan = lathe::signal::supervised<lathe::signal::last<0>>;
static_assert(!plan::gradient::follows({lathe::level::step, 0, 1}));
