// error: lathe\[law[.]recomputed\]: the cell is computed again on the way back, but shows its keys to later rows

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/huginn.hpp>

using mine = lathe::with<lathe::variant::huginn<>, lathe::set::cell<lathe::body::finished<lathe::body::recomputed<lathe::body::stack<2>>>>,
                         lathe::set::visibility<lathe::view::all_steps>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
