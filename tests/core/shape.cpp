#include <lathe/core/shape.hpp>

#include "catch.hpp"

using lathe::consistent;
using lathe::shape;

TEST_CASE("numbers that are left out have defaults") {
    constexpr shape s{.vocab = 10, .width = 12, .heads = 4, .context = 8};
    STATIC_REQUIRE(s.head_width() == 3);
    STATIC_REQUIRE(s.key_heads() == 4);
    STATIC_REQUIRE(s.key_width() == 12);
    STATIC_REQUIRE(s.inner() == 48);
    constexpr shape t{.vocab = 10, .width = 12, .heads = 4, .groups = 2, .hidden = 20, .context = 8};
    STATIC_REQUIRE(t.key_heads() == 2);
    STATIC_REQUIRE(t.key_width() == 6);
    STATIC_REQUIRE(t.inner() == 20);
    STATIC_REQUIRE(s != t);
}

TEST_CASE("numbers have to fit together") {
    constexpr shape good{.vocab = 10, .width = 12, .heads = 4, .groups = 2, .context = 8};
    STATIC_REQUIRE(consistent(good));
    auto const with = [](auto change) {
        auto s = shape{.vocab = 10, .width = 12, .heads = 4, .groups = 2, .context = 8};
        change(s);
        return consistent(s);
    };
    CHECK_FALSE(with([](shape& s) { s.vocab = 0; }));
    CHECK_FALSE(with([](shape& s) { s.width = 0; }));
    CHECK_FALSE(with([](shape& s) { s.width = 13; }));
    CHECK_FALSE(with([](shape& s) { s.heads = 0; }));
    CHECK_FALSE(with([](shape& s) { s.groups = 3; }));
    CHECK_FALSE(with([](shape& s) { s.context = 0; }));
    CHECK_FALSE(with([](shape& s) { s.hidden = -1; }));
    CHECK_FALSE(with([](shape& s) { s.puzzles = -1; }));
}

namespace {

template <shape S>
struct sized {
    static constexpr int width = S.width;
};

}  // namespace

TEST_CASE("a shape can be a template argument") {
    STATIC_REQUIRE(sized<shape{.width = 5}>::width == 5);
}
