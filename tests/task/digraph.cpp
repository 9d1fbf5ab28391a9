#include <lathe/core/random.hpp>
#include <lathe/task/digraph.hpp>

#include "catch.hpp"

#include <set>
#include <vector>

using namespace lathe;
using task::digraph;

namespace {

/// 0 -> 1 -> 3 -> 4, 0 -> 2 -> 3, 5 -> 2; 6 stands alone.
digraph small() {
    digraph g(7);
    for (auto const& [from, to] : std::vector<std::pair<int, int>>{{0, 1}, {1, 3}, {0, 2}, {2, 3}, {3, 4}, {5, 2}}) {
        g.connect(from, to);
    }
    return g;
}
std::vector<int> first(digraph::distances const& d, int n) { return {d.begin(), d.begin() + n}; }

}  // namespace

TEST_CASE("distances go along edges, and backwards against them") {
    auto const g = small();
    CHECK(first(g.from(0), 7) == std::vector<int>{0, 1, 1, 2, 3, -1, -1});
    CHECK(first(g.from(5), 7) == std::vector<int>{-1, -1, 1, 2, 3, 0, -1});
    CHECK(first(g.to(4), 7) == std::vector<int>{3, 2, 2, 1, 0, 3, -1});
    CHECK(first(g.to(6), 7) == std::vector<int>{-1, -1, -1, -1, -1, -1, 0});
    CHECK(g.parents(3) == 2);
    CHECK(g.parents(0) == 0);
    CHECK(g.children(0) == 2);
    CHECK(g.connected(0, 1));
    CHECK(!g.connected(1, 0));
}

TEST_CASE("nodes before another are counted by distance") {
    auto const g = small();
    CHECK(g.nodes_before(4, 0) == 1);
    CHECK(g.nodes_before(4, 1) == 1);
    CHECK(g.nodes_before(4, 2) == 2);
    CHECK(g.nodes_before(4, 3) == 2);
    CHECK(g.nodes_before(4, 4) == 0);
}

TEST_CASE("64 nodes are not too many") {
    digraph g(64);
    for (int i = 0; i + 1 < 64; ++i) g.connect(i, i + 1);
    CHECK(g.from(0)[63] == 63);
    CHECK(g.to(63)[0] == 63);
}

TEST_CASE("nodes on shortest paths are drawn evenly, each after one it is connected to") {
    auto const g = small();
    auto const from = g.from(0);
    auto const to = g.to(4);
    random_numbers numbers(1);
    int ones = 0;
    for (int i = 0; i < 2000; ++i) {
        int const v = task::on_shortest_path(g, from, to, 4, 0, 1, [&](int n) { return numbers.below(n); });
        REQUIRE((v == 1 || v == 2));
        ones += v == 1 ? 1 : 0;
    }
    CHECK(ones / 2000.0 == Approx(0.5).margin(0.04));
    CHECK(task::on_shortest_path(g, from, to, 4, 2, 2, [](int) { return 0; }) == 3);
}
