// error: lathe\[objective[.]normed\]: keys and values differ in width

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/retnet.hpp>
#include <lathe/variant/looped.hpp>

using memory = lathe::with<lathe::variant::retnet, lathe::set::cell<lathe::objective::normed<>>, lathe::set::update<lathe::combine::paced>>;
using mine = lathe::with<lathe::variant::looped<>, lathe::set::mixer<memory>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .heads = 2, .context = 8}>;
auto const parameters = small::parameters;
