// error: lathe\[ops[.]add_vector\]: the vector and the rows differ in width

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    auto const x = ops.make<16>(3);
    lathe::vector<lathe::nothing, 32> const bias;
    ops.add_vector(bias, x);
}
