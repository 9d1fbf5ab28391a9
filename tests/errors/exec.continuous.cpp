// error: lathe\[exec[.]continuous\]: sequences change places between segments, and this loop has none; use an evaluator
// lines: 20

#include <lathe/exec/continuous.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/looped.hpp>

using small = lathe::model<lathe::variant::looped<>, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
lathe::exec::continuous<small>* const mine = nullptr;
auto const size = sizeof(*mine);
