// error: lathe\[ops[.]scatter\]: the rows differ in width

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    auto const x = ops.make<16>(3);
    auto const tokens = ops.make<8>(2);
    ops.scatter(x, {}, tokens);
}
