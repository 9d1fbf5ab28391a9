// error: lathe\[frame[.]state_space\]: states and expansion are at least 1
// lines: 40

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/mamba2.hpp>
#include <lathe/variant/looped.hpp>

using memory = lathe::with<lathe::variant::mamba2<>, lathe::set::outside<lathe::frame::state_space<0>>>;
using mine = lathe::with<lathe::variant::looped<>, lathe::set::mixer<memory>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .heads = 2, .context = 8}>;
auto const parameters = small::parameters;
