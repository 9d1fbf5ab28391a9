#include <lathe/core/leaf.hpp>

#include "catch.hpp"

#include <type_traits>

using namespace lathe;

namespace {

/// A storage that says what it was asked for.
struct asked {
    template <kind Kind, int Rows, int Columns, class Initial>
    struct leaf {
        static constexpr kind is = Kind;
        static constexpr int rows = Rows;
        static constexpr int columns = Columns;
        using initial = Initial;
    };
};

template <class Leaf, class Initial>
constexpr bool says(kind is, int rows, int columns) {
    return Leaf::is == is && Leaf::rows == rows && Leaf::columns == columns &&
           std::is_same_v<typename Leaf::initial, Initial>;
}

}  // namespace

TEST_CASE("leaves ask their storage for a kind, two sizes and a distribution") {
    STATIC_REQUIRE(says<matrix<asked, 2, 3>, initial::fan_in<>>(kind::matrix, 2, 3));
    STATIC_REQUIRE(says<matrix<asked, 2, 3, initial::ones>, initial::ones>(kind::matrix, 2, 3));
    STATIC_REQUIRE(says<vector<asked, 5>, initial::zeros>(kind::vector, 1, 5));
    STATIC_REQUIRE(says<table<asked, 7, 4>, initial::normal<0.02>>(kind::table, 7, 4));
    STATIC_REQUIRE(says<sparse_table<asked, 7, 4>, initial::zeros>(kind::sparse, 7, 4));
    STATIC_REQUIRE(says<constant<asked, 7, 4, initial::sinusoid>, initial::sinusoid>(kind::constant, 7, 4));
}

TEST_CASE("storage without numbers has sizes and no more") {
    STATIC_REQUIRE(says<table<nothing, 7, 4>, initial::normal<0.02>>(kind::table, 7, 4));
    STATIC_REQUIRE(std::is_empty_v<matrix<nothing, 1000, 1000>>);
    STATIC_REQUIRE(core::leaf<matrix<nothing, 1, 1>>);
    STATIC_REQUIRE_FALSE(core::leaf<no_weights>);
    STATIC_REQUIRE_FALSE(core::leaf<int>);
}

TEST_CASE("lists hold weights in a row, or none") {
    list<int, 3> some{{4, 5, 6}};
    some[1] = 7;
    CHECK(some[1] + some[2] == 13);
    STATIC_REQUIRE(list<int, 3>::size == 3);
    STATIC_REQUIRE(list<int, 0>::size == 0);
    STATIC_REQUIRE(std::is_empty_v<list<int, 0>>);
    STATIC_REQUIRE(core::is_list<list<no_weights, 2>>);
    STATIC_REQUIRE_FALSE(core::is_list<no_weights>);
}
