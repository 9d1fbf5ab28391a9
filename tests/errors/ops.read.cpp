// error: lathe\[ops[.]read\]: the memory and its query differ

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    ops.read(ops.make<6>(3), ops.make<4>(3));
}
