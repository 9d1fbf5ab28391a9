// error: lathe\[law[.]memory\]: policies of a memory stand beside policies of a loop

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/looped.hpp>

using mine = lathe::with<lathe::variant::looped<>, lathe::set::start<lathe::init::zero_memory>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .heads = 2, .context = 8}>;
auto const parameters = small::parameters;
