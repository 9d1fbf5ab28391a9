// error: lathe\[ops[.]gain\]: the gain and the rows differ in width

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    auto const x = ops.make<16>(3);
    lathe::vector<lathe::nothing, 32, lathe::initial::ones> const gain;
    ops.gain(gain, x);
}
