// error: lathe\[loop[.]blocks\]: you wrote a block of less than one position

#include <lathe/lathe.hpp>

lathe::loop::blocks<0> const mine{};
