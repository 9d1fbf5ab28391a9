#include <lathe/core/walk.hpp>

#include "catch.hpp"

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace lathe::sample {

template <class M>
struct layer {
    matrix<M, 2, 3> weight;
    vector<M, 2> bias;
};
template <class M>
struct surroundings {
    constant<M, 9, 9, initial::sinusoid> codes;
    sparse_table<M, 100, 4> puzzles;
};
template <class M>
struct tree {
    table<M, 5, 4> embedding;
    list<layer<M>, 2> cell;
    list<layer<M>, 0> unused;
    no_weights empty;
    surroundings<M> outside;
};

/// A number for each leaf.
struct numbered {
    template <kind Kind, int Rows, int Columns, class Initial>
    struct leaf {
        static constexpr kind is = Kind;
        static constexpr int rows = Rows;
        static constexpr int columns = Columns;
        using initial = Initial;
        int value = 0;
    };
};

}  // namespace lathe::sample

using namespace lathe;
using namespace lathe::sample;

TEST_CASE("leaves are found with their full names, in the order of memory") {
    tree<numbered> weights;
    std::vector<std::string> names;
    int const* before = nullptr;
    bool in_order = true;
    core::walk(weights, [&](std::string const& name, auto& leaf) {
        names.push_back(name);
        in_order = in_order && (!before || before < &leaf.value);
        before = &leaf.value;
        leaf.value = static_cast<int>(names.size());
    });
    CHECK(names == std::vector<std::string>{"embedding", "cell.0.weight", "cell.0.bias", "cell.1.weight", "cell.1.bias",
                                            "outside.codes", "outside.puzzles"});
    CHECK(in_order);
    CHECK(weights.embedding.value == 1);
    CHECK(weights.cell[1].weight.value == 4);
    CHECK(weights.outside.puzzles.value == 7);
}

TEST_CASE("a constant struct is walked too, and a prefix goes before all names") {
    tree<numbered> const weights{};
    int last = 0;
    std::string first;
    core::walk(weights,
               [&](std::string const& name, auto const& leaf) {
                   first = first.empty() ? name : first;
                   last = leaf.columns;
               },
               "model");
    CHECK(first == "model.embedding");
    CHECK(last == 4);
    std::string bare;
    core::walk(weights.cell, [&](std::string const& name, auto const&) { bare = name; });
    CHECK(bare == "1.bias");
}

TEST_CASE("parameters are what training steps") {
    STATIC_REQUIRE(core::parameters<tree<nothing>>() == 5 * 4 + 2 * (2 * 3 + 2));
    STATIC_REQUIRE(core::parameters<matrix<nothing, 100000, 100000>>() == 10000000000);
    STATIC_REQUIRE(core::parameters<no_weights>() == 0);
    STATIC_REQUIRE(core::parameters<list<layer<nothing>, 0>>() == 0);
}

TEST_CASE("leaves of two storages are met in pairs, and one of them may be constant") {
    tree<numbered> first;
    tree<nothing> const second;
    std::vector<std::pair<int, int>> shapes;
    core::walk_together(second, first, [&](auto const& from, auto& to) {
        STATIC_REQUIRE(std::remove_cvref_t<decltype(from)>::is == std::remove_cvref_t<decltype(to)>::is);
        shapes.emplace_back(from.rows, to.columns);
        to.value = static_cast<int>(shapes.size());
    });
    CHECK(shapes == std::vector<std::pair<int, int>>{{5, 4}, {2, 3}, {1, 2}, {2, 3}, {1, 2}, {9, 9}, {100, 4}});
    CHECK(first.cell[1].weight.value == 4);
    CHECK(first.outside.puzzles.value == 7);
}
