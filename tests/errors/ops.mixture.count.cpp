// error: lathe\[ops[.]mixture[.]count\]: a mixture has at least one symbol

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    lathe::table<lathe::nothing, 5, 4> const table{};
    ops.mixture<0>(table, ops.make<5>(3));
}
