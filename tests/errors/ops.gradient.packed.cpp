// error: lathe\[ops[.]gradient[.]packed\]: these weights are packed for inference, and nothing steps them; give a tape those of exec::make_weights or of a trainer

#include <lathe/exec/pack.hpp>
#include <lathe/run.hpp>

int main() {
    lathe::matrix<lathe::tensor::packed<lathe::kernel::form::own<float>>, 64, 32> const packed;
    lathe::ops::gradient<lathe::ops::eager<lathe::kernel::fast, float>> tape({}, {}, {});
    tape.linear(packed, tape.make<32>(3));
}
