// error: lathe\[law[.]readout\]: the rule reads logits token by token, but the coda looks at other tokens

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/huginn.hpp>

using mine = lathe::with<lathe::variant::huginn<>, lathe::set::halting<lathe::halt::kl_below<0.001, 8, lathe::grain::token>>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
