// error: lathe\[remask[.]loop\]: the phases overlap

#include <lathe/lathe.hpp>

lathe::remask::loop<0.02, 0.05, 0.55> const mine{};
