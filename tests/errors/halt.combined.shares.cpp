// error: lathe\[halt[.]combined\]: a rule that shares out the answer stands alone

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/looped.hpp>

using mine = lathe::with<lathe::variant::looped<>, lathe::set::halting<lathe::halt::first_of<lathe::halt::adaptive<>, lathe::halt::after<3>>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
