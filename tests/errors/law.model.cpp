// error: lathe\[law[.]model\]: this variant runs along positions, it is a mixer and no model

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/deltanet.hpp>

using mine = lathe::variant::deltanet<>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .heads = 2, .context = 8}>;
auto const parameters = small::parameters;
