#include <lathe/ops/workspace.hpp>

#include "catch.hpp"
#include "ops/memory.hpp"

#include <cmath>

using namespace lathe;

namespace {

using row = ops::rows<float, 3>;

/// A workspace whose scopes can be called.
struct open : ops::workspace<float> {
    using workspace::workspace;
    row make(int count, float value) {
        row const x{numbers(3 * count), count};
        std::fill(x.data, x.data + x.size(), value);
        return x;
    }
    auto scope(auto&& text) { return keep_result(text); }
    auto advance(auto carry, auto&& text) { return overwrite(carry, text); }
};

struct three {
    row a, b, c;
    constexpr void each(auto&& f) {
        f(a);
        f(b);
        f(c);
    }
};

bool all_are(row x, float value) {
    return std::all_of(x.data, x.data + x.size(), [value](float v) { return v == value; });
}

}  // namespace

TEST_CASE("each_handle finds a handle and the handles of a struct, and nothing in a number") {
    int found = 0;
    row alone{};
    three several{};
    ops::each_handle(alone, [&](auto&) { found += 1; });
    ops::each_handle(several, [&](auto&) { found += 10; });
    ops::each_handle(found, [&](auto&) { found += 100; });
    CHECK(found == 31);
}

TEST_CASE("a scope keeps its result and nothing else") {
    test::scratch_memory<float> memory(test::plenty);
    open work(memory.get());
    auto const before = work.make(2, 1);
    float* gone = nullptr;
    auto const kept = work.scope([&] {
        work.make(9, 2);
        work.integers(5);
        work.spots(5);
        auto const x = work.make(2, 3);
        gone = work.make(20, 4).data + 59;
        return x;
    });
    CHECK(kept.data == before.data + 16);
    CHECK(all_are(before, 1));
    CHECK(all_are(kept, 3));
    CHECK(work.memory().mark().numbers == 32);
    CHECK(work.memory().mark().integers == 0);
    CHECK(work.memory().mark().where == 0);
#if defined(LATHE_CHECKED)
    CHECK(std::isnan(*gone));
#endif
}

TEST_CASE("a scope keeps handles in any order, twice, and from outside") {
    test::scratch_memory<float> memory(test::plenty);
    open work(memory.get());
    auto const outside = work.make(4, 9);
    auto const reordered = work.scope([&] {
        work.make(1, 0);
        auto const first = work.make(7, 1);
        work.make(1, 0);
        auto const second = work.make(3, 2);
        return three{second, first, outside};
    });
    CHECK(all_are(reordered.a, 2));
    CHECK(all_are(reordered.b, 1));
    CHECK(reordered.c.data == outside.data);
    CHECK(all_are(outside, 9));

    auto const twice = work.scope([&] {
        work.make(1, 0);
        auto const x = work.make(5, 4);
        return three{x, work.make(6, 5), x};
    });
    CHECK(twice.a.data == twice.c.data);
    CHECK(all_are(twice.a, 4));
    CHECK(all_are(twice.b, 5));
    CHECK(all_are(reordered.a, 2));

    auto const nested = work.scope([&] {
        work.make(3, 0);
        return work.scope([&] {
            work.make(3, 0);
            return work.make(2, 6);
        });
    });
    CHECK(all_are(nested, 6));
    CHECK(nested.data == twice.b.data + 32);
}

TEST_CASE("a scope that returns no handle keeps nothing") {
    test::scratch_memory<float> memory(test::plenty);
    open work(memory.get());
    CHECK(work.scope([&] {
        work.make(3, 0);
        return 5;
    }) == 5);
    CHECK(work.memory().mark().numbers == 0);
}

TEST_CASE("a turn writes over its carry") {
    test::scratch_memory<float> memory(test::plenty);
    open work(memory.get());
    three const carry{work.make(2, 1), work.make(3, 2), work.make(4, 3)};
    auto const mark = work.memory().mark().numbers;
    auto const next = work.advance(carry, [&] {
        work.make(5, 0);
        return three{work.make(2, 10), carry.b, work.make(4, 30)};
    });
    CHECK(next.a.data == carry.a.data);
    CHECK(next.b.data == carry.b.data);
    CHECK(all_are(next.a, 10));
    CHECK(all_are(next.b, 2));
    CHECK(all_are(next.c, 30));
    CHECK(work.memory().mark().numbers == mark);
}
