// error: lathe\[signal[.]masked\]: these are no times

#include <lathe/lathe.hpp>
#include <lathe/signal/masked.hpp>

lathe::signal::masked<lathe::schedule::loglinear<>, lathe::weight::bound, 0.0> const mine{};
