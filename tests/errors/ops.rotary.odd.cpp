// error: lathe\[ops[.]rotary\]: rotary positions need an even head width

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    auto const x = ops.make<16>(3);
    ops.rotary_interleaved<3>(x, {}, 1e4);
}
