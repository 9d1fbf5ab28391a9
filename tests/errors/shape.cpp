// error: lathe\[shape\]: the sizes do not fit

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/looped.hpp>

using small = lathe::model<lathe::variant::looped<>, lathe::shape{.vocab = 32, .width = 18, .heads = 4, .context = 8}>;
auto const parameters = small::parameters;
