// error: lathe\[law[.]alone\]: the loop runs one appended row at a time, but the cell mixes neighbours or looks ahead

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/coconut.hpp>

using mine = lathe::with<lathe::variant::coconut<>, lathe::set::mask<lathe::mask::full>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
