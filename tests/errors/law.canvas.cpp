// error: lathe\[law[.]canvas\]: some roles are made for a canvas of tokens and some are not

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/mdlm.hpp>

using mine = lathe::with<lathe::variant::mdlm<>, lathe::set::outside<lathe::frame::language<>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
