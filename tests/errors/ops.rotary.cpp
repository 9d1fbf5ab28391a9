// error: lathe\[ops[.]rotary\]: the width is no multiple of the head width

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    auto const x = ops.make<16>(3);
    ops.rotary_halves<6>(x, {}, 1e4);
}
