// error: lathe\[inject[.]noise_level\]: you wrote fewer than two levels

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/mdlm.hpp>

using mine = lathe::with<lathe::variant::mdlm<>, lathe::set::injection<lathe::inject::noise_level<1>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
