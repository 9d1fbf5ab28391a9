#include <lathe/core/reflect.hpp>

#include "catch.hpp"

#include <array>
#include <string>
#include <vector>

// Named, because clang warns of undefined addresses inside what only one file knows.
namespace lathe::sample {

struct empty {};
struct one {
    int alone;
};
template <class T, int N>
struct inner {
    std::array<T, N> value;
};
struct several {
    int first;
    double second_thing;
    inner<float, 3> third;
    one nested;
    empty nobody;
};
/// As many as are possible.
struct full {
    char a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, last;
};
template <class M>
struct parametrised {
    M alpha_2, Beta;
};

}  // namespace lathe::sample

namespace {

std::vector<std::string> names_of(auto value) {
    std::vector<std::string> names;
    lathe::core::for_each_member(value, [&](std::string_view name, auto&) { names.emplace_back(name); });
    return names;
}

}  // namespace

using namespace lathe::core;
using namespace lathe::sample;

TEST_CASE("members are counted") {
    STATIC_REQUIRE(members<empty> == 0);
    STATIC_REQUIRE(members<one> == 1);
    STATIC_REQUIRE(members<several> == 5);
    STATIC_REQUIRE(members<full> == most_members);
    STATIC_REQUIRE(members<parametrised<inner<double, 2>>> == 2);
}

TEST_CASE("members have the names they were given") {
    STATIC_REQUIRE(member_name<one, 0> == "alone");
    STATIC_REQUIRE(member_name<several, 1> == "second_thing");
    CHECK(names_of(empty{}).empty());
    CHECK(names_of(several{}) == std::vector<std::string>{"first", "second_thing", "third", "nested", "nobody"});
    CHECK(names_of(parametrised<inner<int, 1>>{}) == std::vector<std::string>{"alpha_2", "Beta"});
    auto const all = names_of(full{});
    REQUIRE(all.size() == 24);
    CHECK(all.front() == "a");
    CHECK(all[12] == "m");
    CHECK(all.back() == "last");
}

TEST_CASE("members are handed out by reference, in order, from every number of them") {
    full letters{};
    char next = 'A';
    for_each_member(letters, [&](std::string_view, char& letter) { letter = next++; });
    CHECK(letters.a == 'A');
    CHECK(letters.m == 'M');
    CHECK(letters.last == 'X');
    several const fixed{1, 2.5, {}, {7}, {}};
    auto const tied = tie_members(fixed);
    CHECK(&item_of<0>(tied) == &fixed.first);
    CHECK(&item_of<3>(tied) == &fixed.nested);
    STATIC_REQUIRE(std::is_const_v<std::remove_reference_t<decltype(item_of<1>(tied))>>);
    CHECK(item_of<1>(tied) == 2.5);
}
