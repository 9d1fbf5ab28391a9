// error: lathe\[law[.]verdict\]: frame and nest differ in whether a head judges the whole answer

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/hrm.hpp>

using mine = lathe::with<lathe::variant::hrm<>, lathe::set::outside<lathe::frame::language<>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
