// error: lathe\[variant[.]nest\]: this is no loop; use one of loop::

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/looped.hpp>

using mine = lathe::with<lathe::variant::looped<>, lathe::set::nest<lathe::halt::after<4>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
