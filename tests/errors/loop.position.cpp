// error: lathe\[loop[.]position\]: a chunk is less than one position

#include <lathe/lathe.hpp>

lathe::loop::position<0> const nest;
