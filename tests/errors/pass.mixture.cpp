// error: lathe\[pass[.]mixture\]: you wrote a mixture of no symbols

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/soft_thinking.hpp>

using mine = lathe::with<lathe::variant::soft_thinking<>, lathe::set::exchange<lathe::pass::mixture<0>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
