// error: lathe\[ops[.]recurrence[.]gates\]: decays, rates, erase or add keys do not fit

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    constexpr lathe::memory::rule rule{.writes = lathe::memory::write::delta};
    auto const x = ops.make<4>(3);
    ops.recurrence<rule, 2, 2, lathe::memory::outcome::dropped>(ops.make<8>(1), x, x, x, lathe::none{}, lathe::none{},
                                                                lathe::none{}, lathe::none{}, {});
}
