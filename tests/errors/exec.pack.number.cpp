// error: lathe\[exec[.]pack[.]number\]: this storage holds weights of models in float
// lines: 20

#include <lathe/exec/pack.hpp>
#include <lathe/run.hpp>
#include <lathe/variant/looped.hpp>

using small = lathe::model<lathe::variant::looped<>, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const packed = lathe::exec::pack<small, lathe::storage::int8<>, double>(*lathe::exec::make_weights<small, double>(1));
