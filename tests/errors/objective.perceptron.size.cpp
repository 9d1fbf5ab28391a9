// error: lathe\[objective[.]perceptron[.]size\]: the expansion is negative
// lines: 40

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/titans.hpp>
#include <lathe/variant/looped.hpp>

using memory = lathe::with<lathe::variant::titans<>, lathe::set::cell<lathe::objective::perceptron<-1>>>;
using mine = lathe::with<lathe::variant::looped<>, lathe::set::mixer<memory>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .heads = 2, .context = 8}>;
auto const parameters = small::parameters;
