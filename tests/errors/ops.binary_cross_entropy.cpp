// error: lathe\[ops[.]binary_cross_entropy\]: one logit per row

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    auto const x = ops.make<16>(3);
    auto const right = ops.make<1>(3);
    ops.binary_cross_entropy(x, right);
}
