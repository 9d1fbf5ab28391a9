#include <lathe/ops/operation/sheet.hpp>

#include <lathe/kernel/fast.hpp>
#include <lathe/kernel/plain.hpp>
#include <lathe/ops/counting.hpp>
#include <lathe/ops/eager.hpp>
#include <lathe/ops/gradient.hpp>

#include <vector>

#include "catch.hpp"
#include "ops/memory.hpp"

using namespace lathe;

namespace {

std::vector<int> const evens = {0, 2}, odds = {3, 1};

/// Even rows are twice those of x, odd ones their squares; all of it is multiplied by y.
auto text(auto& ops, auto x, auto y) {
    auto const sheet = ops.template sheet<2>(4);
    ops.write(sheet, evens, ops.scale(x, 2.0));
    ops.write(sheet, odds, ops.multiply(x, x));
    return ops.multiply(sheet, y);
}

}  // namespace

TEMPLATE_TEST_CASE("a sheet is what was written into it, and its slope goes there", "", kernel::plain, kernel::fast) {
    std::vector<double> x = {1, 2, 3, 4}, y = {1, 1, 2, 2, 3, 3, 4, 4};
    ops::counting<double> count;
    text(count, count.template make<2>(2), count.template make<2>(4));
    auto const bill = count.total();
    {
        test::scratch_memory<double> memory(bill.forward);
        ops::eager<TestType, double> ops(memory.get());
        auto const z = text(ops, ops.template given<2>(x.data(), 2), ops.template given<2>(y.data(), 4));
        CHECK(std::vector<double>(z.data, z.data + 8) == std::vector<double>{2, 4, 18, 32, 18, 24, 4, 16});
    }
    std::vector<double> dx(4), dy(8);
    test::scratch_memory<double> memory(bill.tape);
    ops::gradient<ops::eager<TestType, double>> tape(memory.get(), {}, {});
    auto const z = text(tape, tape.template given<2>(x.data(), dx.data(), 2), tape.template given<2>(y.data(), dy.data(), 4));
    tape.seed(z, 1.0);
    tape.backward();
    // row 0 went to rows 0 and 3, row 1 to rows 2 and 1
    CHECK(dx == std::vector<double>{2 * 1 + 2 * 1 * 4, 2 * 1 + 2 * 2 * 4, 2 * 3 + 2 * 3 * 2, 2 * 3 + 2 * 4 * 2});
    CHECK(dy == std::vector<double>{2, 4, 9, 16, 6, 8, 1, 4});
}

TEST_CASE("a sheet takes the memory that counting says") {
    ops::counting<double> count;
    text(count, count.make<2>(0), count.make<2>(0));
    CHECK(count.total().flops > 0);
}
