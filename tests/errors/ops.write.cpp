// error: lathe\[ops[.]write\]: the rows differ in width

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    auto const room = ops.room<16>(3);
    auto const x = ops.make<8>(2);
    ops.write(room, {}, x);
}
