// error: lathe\[loop[.]position[.]rate\]: the objective writes at a rate, but the front has none
// lines: 45

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/ops/counting.hpp>
#include <lathe/variant/deltanet.hpp>

using memory = lathe::with<lathe::variant::deltanet<>, lathe::set::outside<lathe::frame::projected<>>>;
using runs = lathe::loop::position<>::at<memory, lathe::shape{.vocab = 32, .width = 16, .heads = 2, .context = 8}>;

int main() {
    lathe::ops::counting<float> ops;
    runs::apply(ops, runs::weights<lathe::nothing>{}, ops.make<16>(3), lathe::context<>{});
}
