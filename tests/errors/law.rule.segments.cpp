// error: lathe\[law[.]rule\]: halting and nest differ in who decides

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/hrm.hpp>

using mine = lathe::with<lathe::variant::hrm<>, lathe::set::halting<lathe::halt::after<16>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
