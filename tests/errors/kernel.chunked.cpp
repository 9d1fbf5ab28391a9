// error: lathe\[kernel[.]chunked\]: chunks are for one write of a token
// lines: 45

#include <lathe/kernel/chunked.hpp>
#include <lathe/kernel/plain.hpp>

using twice = lathe::kernel::chunked<lathe::kernel::plain, lathe::memory::rule{.steps = 2}, 4, 4>;
auto const space = twice::space;
