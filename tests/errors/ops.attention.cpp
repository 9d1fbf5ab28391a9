// error: lathe\[ops[.]attention\]: the widths of queries and keys do not fit the heads

#include <lathe/ops/counting.hpp>
#include <lathe/body/mask.hpp>

int main() {
    lathe::ops::counting<float> ops;
    auto const x = ops.make<16>(3);
    auto const keys = ops.make<16>(3);
    ops.attention<lathe::mask::causal, 4, 2>(x, keys, keys, {}, {});
}
