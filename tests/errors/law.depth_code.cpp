// error: lathe\[law[.]depth_code\]: the injection has codes for fewer steps than halting allows

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/looped.hpp>

using mine = lathe::with<lathe::variant::looped<2, 8>, lathe::set::injection<lathe::inject::learned_depth<6>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
