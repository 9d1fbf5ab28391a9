// error: lathe\[ops[.]delay\]: the tail is too short

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    ops.delay<2>(ops.make<4>(3), ops.make<4>(1), {});
}
