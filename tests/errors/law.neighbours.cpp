// error: lathe\[law[.]neighbours\]: tokens halt one by one, but the cell mixes neighbouring rows

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/huginn.hpp>

using mine = lathe::with<lathe::variant::huginn<>, lathe::set::cell<lathe::body::stack<2, lathe::body::pre_norm<lathe::body::attention<>, lathe::body::convolved<>>>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
