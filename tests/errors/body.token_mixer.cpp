// lines: 40
// error: lathe\[body[.]token_mixer\]: Inner is at least 1, Prefix at least 0

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/trm.hpp>

using blocks = lathe::body::stack<2, lathe::body::token_mixer<0, 16>>;
using mine = lathe::with<lathe::variant::trm<>, lathe::set::cell<lathe::body::shared<blocks>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
