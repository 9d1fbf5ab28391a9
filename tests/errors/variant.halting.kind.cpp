// error: lathe\[variant[.]halting\]: this is no halting rule; use one of halt::

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/looped.hpp>

using mine = lathe::with<lathe::variant::looped<>, lathe::set::halting<lathe::view::latest>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
