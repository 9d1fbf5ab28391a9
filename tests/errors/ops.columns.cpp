// error: lathe\[ops[.]columns\]: these columns do not exist

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    auto const x = ops.make<16>(3);
    ops.columns<12, 8>(x);
}
