// error: lathe\[ops[.]recurrence\]: the widths of state, queries, keys and values do not fit

#include <lathe/ops/counting.hpp>

int main() {
    lathe::ops::counting<float> ops;
    constexpr lathe::memory::rule rule{.writes = lathe::memory::write::hebbian};
    auto const x = ops.make<4>(3);
    ops.recurrence<rule, 2, 2, lathe::memory::outcome::dropped>(ops.make<4>(1), x, x, x, lathe::none{}, lathe::none{},
                                                                lathe::none{}, lathe::none{}, {});
}
