// error: lathe\[order[.]blocks\]: you wrote a block of less than one position

#include <lathe/lathe.hpp>

lathe::order::aligned<0> const mine{};
