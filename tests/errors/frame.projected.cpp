// error: lathe\[frame[.]projected\]: taps and rate are not negative
// lines: 40

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/deltanet.hpp>
#include <lathe/variant/looped.hpp>

using memory = lathe::with<lathe::variant::deltanet<>, lathe::set::outside<lathe::frame::projected<lathe::frame::projected_options{.taps = -1}>>>;
using mine = lathe::with<lathe::variant::looped<>, lathe::set::mixer<memory>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .heads = 2, .context = 8}>;
auto const parameters = small::parameters;
