#include <lathe/task/graph.hpp>

#include "task/stepwise.hpp"

using namespace lathe;
using namespace lathe::test;
using task::graph;
using task::graph_options;
using task::split;

namespace {

int wrong_of(graph::reading const& r, int target) { return r.first == target ? r.second : r.first; }

double nodes_before(task::digraph const& g, int node) {
    auto const d = g.to(node);
    return static_cast<double>(std::count_if(d.begin(), d.end(), [](int x) { return x > 0; }));
}
double deepest_before(task::digraph const& g, int node) {
    auto const d = g.to(node);
    return *std::max_element(d.begin(), d.end());
}

/// Rules that never look at the root choose the candidate with more of something.
struct rule {
    char const* name;
    double (*of)(task::digraph const&, int node);
};
constexpr rule rules[] = {
    {"fewer direct parents", [](task::digraph const& g, int v) { return -1.0 * g.parents(v); }},
    {"more ancestors in total", &nodes_before},
    {"some ancestor exactly 3 edges back", [](task::digraph const& g, int v) { return g.nodes_before(v, 3) > 0 ? 1.0 : 0.0; }},
    {"more ancestors exactly 3 edges back", [](task::digraph const& g, int v) { return 1.0 * g.nodes_before(v, 3); }},
    {"deepest ancestor", &deepest_before},
    {"larger node id", [](task::digraph const&, int v) { return 1.0 * v; }},
};
constexpr int problems = 12000;

/// How often each rule is right, ties counting half.
std::array<double, std::size(rules)> shortcuts(graph const& t) {
    std::array<double, std::size(rules)> right{};
    stepwise_problem p(t.most());
    for (int i = 0; i < problems; ++i) {
        task::make(t, 7, split::train, static_cast<std::uint64_t>(i), p);
        auto const r = t.read(p);
        int const target = p.answer[1] - graph::first_node;
        int const wrong = wrong_of(r, target);
        for (std::size_t k = 0; k < std::size(rules); ++k) {
            double const a = rules[k].of(r.web, target);
            double const b = rules[k].of(r.web, wrong);
            right[k] += (a > b ? 1.0 : a == b ? 0.5 : 0.0) / problems;
        }
    }
    return right;
}

}  // namespace

TEST_CASE("graph problems keep the promises of stepwise tasks") {
    check_stepwise(graph());
    check_stepwise(graph({.nodes = 10, .least_hops = 2, .most_hops = 3, .pairs = true}));
    check_stepwise(graph({.nodes = 28, .least_hops = 2, .most_hops = 5}));
    check_stepwise(graph({.nodes = 14, .least_hops = 3, .most_hops = 4, .balanced = false}));
}

TEST_CASE("one candidate can be reached along the chain, the other cannot") {
    for (auto const& options : {graph_options{}, graph_options{14, 2, 4, false, false}, graph_options{10, 2, 3, true, true}}) {
        graph const t(options);
        stepwise_problem p(t.most());
        std::array<int, 8> hops{};
        int first = 0;
        for (int i = 0; i < 2000; ++i) {
            task::make(t, 3, split::test, static_cast<std::uint64_t>(i), p);
            auto const r = t.read(p);
            int const target = p.answer[1] - graph::first_node;
            REQUIRE(p.answer[0] == stepwise_problem::answer_mark);
            REQUIRE((r.first == target || r.second == target));
            auto const distance = r.web.from(r.root);
            REQUIRE(distance[static_cast<std::size_t>(wrong_of(r, target))] == -1);
            REQUIRE(distance[static_cast<std::size_t>(target)] == p.steps());
            REQUIRE(r.web.children(target) == 0);
            REQUIRE(r.web.children(wrong_of(r, target)) == 0);
            int at = r.root;
            for (int const symbol : p.chain) {
                REQUIRE(r.web.connected(at, symbol - graph::first_node));
                at = symbol - graph::first_node;
            }
            REQUIRE(at == target);
            ++hops[static_cast<std::size_t>(p.steps())];
            first += r.first == target ? 1 : 0;
        }
        int const kinds = options.most_hops - options.least_hops + 1;
        for (int h = options.least_hops; h <= options.most_hops; ++h) {
            CHECK(hops[static_cast<std::size_t>(h)] / 2000.0 == Approx(1.0 / kinds).margin(0.05));
        }
        CHECK(first / 2000.0 == Approx(0.5).margin(0.04));
    }
}

TEST_CASE("rules that do not look at the root are at chance in balanced problems, and are not in others") {
    // four standard deviations of a fair coin
    double const noise = 4 * 0.5 / std::sqrt(double(problems));
    for (auto const& options : {graph_options{}, graph_options{16, 3, 4, true, false}, graph_options{10, 2, 3, true, true}}) {
        auto const right = shortcuts(graph(options));
        for (std::size_t k = 0; k < right.size(); ++k) {
            INFO(rules[k].name << ", " << options.nodes << " nodes");
            CHECK(std::fabs(right[k] - 0.5) <= noise);
        }
    }
    auto const published = shortcuts(graph({.nodes = 16, .least_hops = 3, .most_hops = 4, .balanced = false}));
    CHECK(published[1] > 0.7);
    CHECK(published[3] > 0.65);
    CHECK(published[4] > 0.75);
}

TEST_CASE("what a symbol is to a search") {
    graph const t({.nodes = 6, .least_hops = 2, .most_hops = 2});
    stepwise_problem p(t.most());
    // 0 -> 1 -> 2, 0 -> 3, 4 -> 5
    auto const node = [](int v) { return graph::first_node + v; };
    for (auto const& [from, to] : std::vector<std::pair<int, int>>{{0, 1}, {1, 2}, {0, 3}, {4, 5}}) {
        p.question.insert(p.question.end(), {node(from), node(to), graph::edge_end});
    }
    p.question.insert(p.question.end(), {graph::candidates, node(5), node(2), graph::root, node(0)});
    p.answer = {0, node(2)};
    std::vector<standing> stands(14);
    t.reveal(p, 1, stands);
    auto const of = [&](int v) { return stands[static_cast<std::size_t>(node(v))]; };
    CHECK(of(0) == standing::reachable);
    CHECK(of(1) == standing::optimal);
    CHECK(of(2) == standing::reachable);
    CHECK(of(3) == standing::frontier);
    CHECK(of(4) == standing::unreachable);
    CHECK(of(5) == standing::unreachable);
    for (int symbol : {0, 1, 2, 3, 10, 13}) CHECK(stands[static_cast<std::size_t>(symbol)] == standing::no_node);
    t.reveal(p, 2, stands);
    CHECK(of(2) == standing::optimal);
    CHECK(of(1) == standing::reachable);
}

TEST_CASE("symbols are spelled") {
    graph const t({.nodes = 10, .pairs = true});
    CHECK(t.spell(0) == "[A]");
    CHECK(t.spell(3) == "[R]");
    CHECK(t.spell(4) == "0");
    CHECK(t.spell(13) == "9");
    CHECK(t.spell(14 + 37) == "3>7");
    CHECK(t.symbols() == 114);
    CHECK(graph({.nodes = 10}).symbols() == 14);
}

TEST_CASE("graphs that cannot be are refused") {
    CHECK_THROWS_WITH(graph({.nodes = 5}), contains("graph: 5 nodes, 2 to 3 hops"));
    CHECK_THROWS_AS(graph({.nodes = 29}), std::invalid_argument);
    CHECK_THROWS_AS(graph({.nodes = 12, .least_hops = 1}), std::invalid_argument);
    CHECK_THROWS_AS(graph({.nodes = 12, .least_hops = 4, .most_hops = 3}), std::invalid_argument);
}
