// error: lathe\[ops[.]multiply\]: the two operands differ in width

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    auto const x = ops.make<16>(3);
    auto const gate = ops.make<1>(3);
    ops.multiply(gate, x);
}
