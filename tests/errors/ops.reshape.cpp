// error: lathe\[ops[.]reshape\]: rows of one width do not fill

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    ops.reshape<4>(ops.make<6>(2));
}
