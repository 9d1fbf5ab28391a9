// error: lathe\[frame[.]test_time\]: a chunk has at least one token
// lines: 40

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/ttt_linear.hpp>
#include <lathe/variant/looped.hpp>

using memory = lathe::with<lathe::variant::ttt_linear<>, lathe::set::outside<lathe::frame::test_time<lathe::turn::interleaved<>, 0>>>;
using mine = lathe::with<lathe::variant::looped<>, lathe::set::mixer<memory>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .heads = 2, .context = 8}>;
auto const parameters = small::parameters;
