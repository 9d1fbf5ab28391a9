// error: lathe\[law[.]puzzles\]: the shape has a table of puzzles, but the frame no token for them

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/hrm.hpp>

using mine = lathe::with<lathe::variant::hrm<>, lathe::set::outside<lathe::frame::puzzle<0>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8, .puzzles = 5}>;
auto const parameters = small::parameters;
