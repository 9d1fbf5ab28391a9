// error: lathe\[ops[.]linear_tied\]: the table and its input differ in width

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    auto const x = ops.make<16>(3);
    lathe::table<lathe::nothing, 32, 8> const embedding;
    ops.linear_tied(embedding, x);
}
