// error: lathe\[law[.]whole_thoughts\]: the loop appends rows to sequences, but the rule halts tokens

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/coconut.hpp>

using mine = lathe::with<lathe::variant::coconut<>, lathe::set::halting<lathe::halt::adaptive<>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
