// error: lathe\[law[.]thoughts\]: the loop appends rows, but the frame has a prelude

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/coconut.hpp>

using mine = lathe::with<lathe::variant::coconut<>, lathe::set::outside<lathe::frame::language<lathe::frame::language_options{.prelude = 1}>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
