#include <lathe/ops/arena.hpp>

#include "catch.hpp"
#include "ops/memory.hpp"

#include <cmath>
#include <cstdint>

using namespace lathe;

TEST_CASE("sizes are rounded up to 64 bytes") {
    STATIC_REQUIRE(ops::padded<float>(0) == 0);
    STATIC_REQUIRE(ops::padded<float>(1) == 16);
    STATIC_REQUIRE(ops::padded<float>(16) == 16);
    STATIC_REQUIRE(ops::padded<double>(9) == 16);
    STATIC_REQUIRE(ops::padded<std::byte>(65) == 128);
    // what does not divide 64 bytes is only counted
    STATIC_REQUIRE(ops::padded<place>(6) == 10);
}

TEST_CASE("an arena gives pieces one after another, each at a multiple of 64 bytes") {
    test::aligned<float> memory(64);
    ops::arena<float> arena(memory.data(), 64);
    CHECK(arena.take(1) == memory.data());
    CHECK(arena.take(17) == memory.data() + 16);
    CHECK(arena.mark() == 48);
    float* const last = arena.take(16);
    CHECK(last == memory.data() + 48);
    CHECK(reinterpret_cast<std::uintptr_t>(last) % 64 == 0);
    CHECK(arena.take(0) == memory.data() + 64);
    CHECK_THROWS_WITH(arena.take(1), test::contains("the scratch memory is too small"));
    CHECK_THROWS_AS(ops::arena<int>().take(1), std::length_error);
    CHECK(arena.mark() == 64);
}

TEST_CASE("released numbers can be had again, and are not numbers until then") {
    test::aligned<float> memory(64);
    ops::arena<float> arena(memory.data(), 64);
    float* const kept = arena.take(16);
    auto const mark = arena.mark();
    float* const gone = arena.take(20);
    std::fill(memory.data(), memory.data() + 64, 1.0f);
    arena.release(mark);
    CHECK(kept[15] == 1);
#if defined(LATHE_CHECKED)
    CHECK(std::isnan(gone[0]));
    CHECK(std::isnan(gone[31]));
#endif
    CHECK(memory.data()[48] == 1);
    CHECK(arena.take(1) == gone);
}

TEST_CASE("scratch is marked and released as one, but for the notes") {
    test::scratch_memory<float> memory(test::plenty);
    auto scratch = memory.get();
    auto const start = scratch.mark();
    scratch.numbers.take(3);
    scratch.integers.take(3);
    scratch.where.take(3);
    scratch.notes.take(3);
    scratch.release(start);
    CHECK(scratch.numbers.mark() == 0);
    CHECK(scratch.integers.mark() == 0);
    CHECK(scratch.where.mark() == 0);
    CHECK(scratch.notes.mark() == 64);
}

TEST_CASE("the larger of two demands covers both") {
    constexpr auto both = ops::most({.numbers = 1, .integers = 5, .where = 3, .notes = 9},
                                    {.numbers = 2, .integers = 4, .where = 6, .notes = 8});
    STATIC_REQUIRE(both == ops::demand{.numbers = 2, .integers = 5, .where = 6, .notes = 9});
}
