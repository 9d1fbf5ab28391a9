// error: lathe\[ops[.]short_convolution\]: taps, rows and tail do not fit

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    lathe::table<lathe::nothing, 4, 6> taps;
    ops.short_convolution(taps, ops.make<6>(3), ops.make<6>(1), {});
}
