// error: lathe\[exec[.]denoiser\]: the model does not fill a canvas
// lines: 400

#include <lathe/exec/denoiser.hpp>
#include <lathe/variant/looped.hpp>

using small = lathe::model<lathe::variant::looped<>, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
lathe::exec::denoiser<small>* const mine = nullptr;
auto const size = sizeof(*mine);
