// error: lathe\[loop[.]position[.]raw\]: a gradient at the undecayed memory needs keys of every head's own
// lines: 45

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/ops/counting.hpp>
#include <lathe/variant/mamba2.hpp>

using memory = lathe::with<lathe::variant::mamba2<>, lathe::set::cell<lathe::objective::squared>,
                           lathe::set::update<lathe::combine::descent<lathe::retain::timed, lathe::point::raw>>>;
using runs = lathe::loop::position<>::at<memory, lathe::shape{.vocab = 32, .width = 16, .heads = 2, .context = 8}>;

int main() {
    lathe::ops::counting<float> ops;
    runs::apply(ops, runs::weights<lathe::nothing>{}, ops.make<16>(3), lathe::context<>{});
}
