// error: lathe\[mask[.]blocks\]: you wrote a block of less than one position

#include <lathe/lathe.hpp>

lathe::mask::blocks<0> const mine{};
