// error: lathe\[body[.]recomputed\]: two levels are applied one by one

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/hrm.hpp>

using mine = lathe::with<lathe::variant::hrm<>, lathe::set::cell<lathe::body::recomputed<lathe::body::two<lathe::body::stack<1>>>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
