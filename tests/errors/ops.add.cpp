// error: lathe\[ops[.]add\]: the two operands differ in width

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    auto const x = ops.make<16>(3);
    auto const e = ops.make<8>(3);
    ops.add(x, e);
}
