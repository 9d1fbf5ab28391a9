// error: lathe\[law[.]start\]: start and nest differ in their number of states

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/hrm.hpp>

using mine = lathe::with<lathe::variant::hrm<>, lathe::set::start<lathe::init::zeros>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
