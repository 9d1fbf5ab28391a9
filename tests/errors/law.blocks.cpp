// error: lathe\[law[.]blocks\]: nest, mask and order differ in their blocks

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/mdlm.hpp>

using mine = lathe::with<lathe::variant::mdlm<>, lathe::set::nest<lathe::loop::blocks<4>>,
                         lathe::set::visibility<lathe::view::latest>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
