#include <lathe/ops/operation/write.hpp>

#include "ops/examine.hpp"

using namespace lathe;

namespace {

/// A room of five rows that is written in two parts; rows are read before the second part is written, and after.
struct told {
    std::vector<double> early, late, slope_a, slope_b;
};

auto text(auto& ops, auto a, auto b, slice<int const> first, slice<int const> second, slice<int const> seen) {
    auto const room = ops.template room<2>(5);
    ops.write(room, first, a);
    auto const early = ops.gather(room, first);
    ops.write(room, second, b);
    struct both {
        decltype(early) early_rows;
        std::remove_const_t<decltype(early)> late_rows;
    };
    return both{early, ops.gather(room, seen)};
}

std::vector<int> const first{4, 0}, second{2, 1}, seen{0, 1, 2, 4, 4};

}  // namespace

TEST_CASE("rows that are written once can be read early and late, and both readers leave their slopes") {
    using eager = ops::eager<kernel::plain, double>;
    using tape = ops::gradient<eager>;
    std::vector<double> a{1, 2, 3, 4}, b{5, 6, 7, 8}, da(4), db(4);
    ops::counting<double> count;
    auto const none = ops::counted<2>{2};
    text(count, none, none, first, second, seen);
    test::scratch_memory<double> memory(count.total().tape);
    tape ops(memory.get(), {}, {});
    auto const y = text(ops, ops.given<2>(a.data(), da.data(), 2), ops.given<2>(b.data(), db.data(), 2), first, second, seen);
    CHECK(std::vector<double>(y.early_rows.data, y.early_rows.data + 4) == a);
    CHECK(std::vector<double>(y.late_rows.data, y.late_rows.data + 10) == std::vector<double>{3, 4, 7, 8, 5, 6, 1, 2, 1, 2});
    for (double& slope : ops.seeds(y.early_rows)) slope = 100;
    auto const late = ops.seeds(y.late_rows);
    for (std::size_t i = 0; i < 10; ++i) late[i] = static_cast<double>(i);
    ops.backward();
    CHECK(da == std::vector<double>{6 + 8 + 100, 7 + 9 + 100, 0 + 100, 1 + 100});
    CHECK(db == std::vector<double>{4, 5, 2, 3});
    // the slopes of a room are there from the beginning, those of results come later
    CHECK(count.total().tape.numbers >= count.total().forward.numbers + ops::padded<double>(2 * 5));
}

TEST_CASE("writing costs what it moves") {
    ops::counting<float> count;
    auto const room = count.room<3>(10);
    double const before = count.total().numbers;
    count.write(room, first, ops::counted<3>{2});
    CHECK(count.total().numbers - before == 2 * 6);
    CHECK(count.total().flops == 0);
}
