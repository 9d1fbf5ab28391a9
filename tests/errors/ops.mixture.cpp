// error: lathe\[ops[.]mixture\]: the table has not as many rows as there are symbols

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    lathe::table<lathe::nothing, 5, 4> const table{};
    ops.mixture<2>(table, ops.make<6>(3));
}
