// error: lathe\[ops[.]attention\]: heads must be a multiple of key heads

#include <lathe/ops/counting.hpp>
#include <lathe/body/mask.hpp>

int main() {
    lathe::ops::counting<float> ops;
    auto const x = ops.make<16>(3);
    auto const keys = ops.make<12>(3);
    ops.attention<lathe::mask::causal, 4, 3>(x, keys, keys, {}, {});
}
