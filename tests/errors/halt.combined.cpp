// error: lathe\[halt[.]combined\]: the rules stop different things; give all the same grain and pooling

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/huginn.hpp>

using mine = lathe::with<lathe::variant::huginn<2, 4, 0>, lathe::set::halting<lathe::halt::first_of<lathe::halt::settled<0.03, 8>, lathe::halt::kl_below<0.001, 8>>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
