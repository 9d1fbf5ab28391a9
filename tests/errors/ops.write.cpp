// error: lathe\[ops[.]write\]: the sheet and the rows differ in width

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    ops.write(ops.sheet<4>(3), {}, ops.make<6>(0));
}
