// error: lathe\[loop[.]hierarchy\]: you wrote no cycles or no steps

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/hrm.hpp>

using small = lathe::model<lathe::variant::hrm<4, 2, 0>, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
