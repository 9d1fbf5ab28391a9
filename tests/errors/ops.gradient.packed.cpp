// error: lathe\[ops[.]gradient[.]packed\]: packed weights are for inference; a tape takes those that a trainer steps

#include <lathe/exec/pack.hpp>
#include <lathe/run.hpp>

int main() {
    lathe::matrix<lathe::tensor::packed<lathe::kernel::form::own<float>>, 64, 32> const packed;
    lathe::ops::gradient<lathe::ops::eager<lathe::kernel::fast, float>> tape({}, {}, {});
    tape.linear(packed, tape.make<32>(3));
}
