// error: lathe\[law[.]noise\]: the injection tells how much of a canvas is masked, but nothing is

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/looped.hpp>

using mine = lathe::with<lathe::variant::looped<>, lathe::set::injection<lathe::inject::noise_level<>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
