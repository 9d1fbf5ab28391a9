// error: lathe\[law[.]mixer\]: the mixer of the body is a memory whose own policies do not agree
// lines: 40

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/deltanet.hpp>
#include <lathe/variant/looped.hpp>

using memory = lathe::with<lathe::variant::deltanet<>, lathe::set::start<lathe::init::zeros>>;
using mine = lathe::with<lathe::variant::looped<>, lathe::set::mixer<memory>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .heads = 2, .context = 8}>;
auto const parameters = small::parameters;
