// error: lathe\[exec[.]denoiser[.]blocks\]: the model remembers blocks that the exchange does not finish
// lines: 400

#include <lathe/exec/denoiser.hpp>
#include <lathe/variant/block_diffusion.hpp>

using small = lathe::model<lathe::variant::block_diffusion<>, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
lathe::exec::denoiser<small, lathe::pass::unmask<>>* const mine = nullptr;
auto const size = sizeof(*mine);
