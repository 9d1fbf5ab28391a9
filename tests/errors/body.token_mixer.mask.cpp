// error: lathe\[body[.]token_mixer\]: a mixer along positions sees all of them
// lines: 60

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/trm.hpp>

using blocks = lathe::body::stack<2, lathe::body::token_mixer<32, 16>>;
using mine = lathe::with<lathe::variant::trm<>, lathe::set::cell<lathe::body::shared<blocks>>,
                         lathe::set::mask<lathe::mask::causal>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
