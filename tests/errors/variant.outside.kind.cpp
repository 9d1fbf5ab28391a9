// error: lathe\[variant[.]outside\]: this is no frame; use one of frame::

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/looped.hpp>

using mine = lathe::with<lathe::variant::looped<>, lathe::set::outside<lathe::body::stack<2>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
