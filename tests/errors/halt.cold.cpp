// error: lathe\[halt[.]cold\]: you wrote a run of less than one step

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/soft_thinking.hpp>

using mine = lathe::with<lathe::variant::soft_thinking<>, lathe::set::halting<lathe::halt::cold<0.1, 0, 8>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
