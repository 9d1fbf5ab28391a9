// error: lathe\[law[.]exit\]: tokens halt one by one, but the view hides those that left

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/huginn.hpp>

using mine = lathe::with<lathe::variant::huginn<>, lathe::set::visibility<lathe::view::own_step>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
