// error: lathe\[ops[.]scale_rows\]: the scale is one number per row

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    auto const x = ops.make<16>(3);
    auto const gate = ops.make<16>(3);
    ops.scale_rows(gate, x);
}
