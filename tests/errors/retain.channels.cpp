// error: lathe\[retain[.]channels\]: rank and temperature are at least 1
// lines: 40

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/gated_linear_attention.hpp>
#include <lathe/variant/looped.hpp>

using memory = lathe::with<lathe::variant::gated_linear_attention, lathe::set::update<lathe::combine::descent<lathe::retain::channels<0>>>>;
using mine = lathe::with<lathe::variant::looped<>, lathe::set::mixer<memory>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .heads = 2, .context = 8}>;
auto const parameters = small::parameters;
