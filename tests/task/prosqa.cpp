#include <lathe/task/prosqa.hpp>

#include "task/stepwise.hpp"

using namespace lathe;
using namespace lathe::test;
using task::prosqa;
using task::prosqa_options;
using task::split;

namespace {

std::string said(std::vector<int> const& symbols) {
    std::string text;
    for (int const s : symbols) text += (text.empty() ? "" : " ") + prosqa::spell(s);
    return text;
}

double deepest(task::digraph const& g, int node) {
    auto const d = g.to(node);
    return *std::max_element(d.begin(), d.end());
}
double all_before(task::digraph const& g, int node) {
    auto const d = g.to(node);
    return static_cast<double>(std::count_if(d.begin(), d.end(), [](int x) { return x > 0; }));
}

/// The share of problems in which the candidate with more of something is right: ancestors, those three edges back, the depth
/// of the deepest, fewer parents, some ancestor three edges back, a later word.
std::array<double, 6> shortcuts(prosqa const& t, int problems) {
    std::array<double, 6> right{};
    stepwise_problem p(t.most());
    for (int i = 0; i < problems; ++i) {
        task::make(t, 5, split::train, static_cast<std::uint64_t>(i), p);
        auto const g = prosqa::read(p);
        auto const asked = prosqa::asked_in(p);
        int const good = prosqa::node(p.answer[1]);
        int const bad = good == asked.first ? asked.second : asked.first;
        auto const more = [&](auto a, auto b) { return (a > b ? 1.0 : a == b ? 0.5 : 0.0) / problems; };
        right[0] += more(all_before(g, good), all_before(g, bad));
        right[1] += more(g.nodes_before(good, 3), g.nodes_before(bad, 3));
        right[2] += more(deepest(g, good), deepest(g, bad));
        right[3] += more(g.parents(bad), g.parents(good));
        right[4] += more(g.nodes_before(good, 3) > 0, g.nodes_before(bad, 3) > 0);
        right[5] += more(good, bad);
    }
    return right;
}

}  // namespace

TEST_CASE("ProsQA problems keep the promises of stepwise tasks") {
    check_stepwise(prosqa());
    check_stepwise(prosqa({.balanced = true}));
}

TEST_CASE("sentences lead from who is asked for to the answer, and not to the other candidate") {
    for (bool const balanced : {false, true}) {
        prosqa const t({.balanced = balanced});
        stepwise_problem p(t.most());
        double facts = 0, steps = 0;
        for (int i = 0; i < 400; ++i) {
            task::make(t, 2, split::test, static_cast<std::uint64_t>(i), p);
            auto const g = prosqa::read(p);
            auto const asked = prosqa::asked_in(p);
            int const good = prosqa::node(p.answer[1]);
            int const bad = good == asked.first ? asked.second : asked.first;
            auto const from = g.from(asked.root);
            REQUIRE((good == asked.first || good == asked.second));
            REQUIRE(from[static_cast<std::size_t>(good)] == p.steps());
            REQUIRE(from[static_cast<std::size_t>(bad)] == -1);
            REQUIRE(g.children(good) + g.children(bad) == 0);
            int at = asked.root;
            for (std::size_t k = 0; k < p.chain.size(); k += 3) {
                REQUIRE(prosqa::node(p.chain[k]) == at);
                at = prosqa::node(p.chain[k + 1]);
                REQUIRE(g.connected(prosqa::node(p.chain[k]), at));
                REQUIRE(p.chain[k + 2] == task::words_of_prosqa::stop);
            }
            REQUIRE(at == good);
            // who has no parent is somebody
            for (int v = 0; v < task::words_of_prosqa::nodes; ++v) {
                if (g.parents(v) + g.children(v) > 0) REQUIRE((g.parents(v) == 0) == (v < task::words_of_prosqa::names));
            }
            facts += static_cast<double>(p.question.size() - 6) / 3 / 400;
            steps += p.steps() / 400.0;
        }
        // published: 36 facts and 3.75 steps on average
        CHECK(facts > 25);
        CHECK(facts < 40);
        CHECK(steps >= 3);
        CHECK(steps < 4.5);
    }
}

TEST_CASE("balanced problems cannot be guessed by rules that do not look at who is asked for, grown ones can") {
    constexpr int problems = 3000;
    double const noise = 4 * 0.5 / std::sqrt(double(problems));
    for (double const right : shortcuts(prosqa({.balanced = true}), problems)) CHECK(std::fabs(right - 0.5) <= noise);
    auto const open = shortcuts(prosqa(), problems);
    CHECK(open[0] > 0.6);
    CHECK(open[1] > 0.7);
    CHECK(open[2] > 0.7);
}

TEST_CASE("what a word is to a search") {
    using namespace task::words_of_prosqa;
    stepwise_problem p(prosqa::most());
    // Alex -> s0 -> s1, Alex -> s2, Bob -> s3
    int const s = first_species, alex = first_name, bob = first_name + 1;
    p.question = {alex, s, stop, s, s + 1, stop, alex, s + 2, stop, bob, s + 3, stop};
    prosqa::ask(p, alex, s + 1, s + 3);
    p.answer = {0, s + 1};
    CHECK(said({p.question.end() - 6, p.question.end()}) == "Is Alex boompus or chorpus ?");
    std::vector<standing> stands(64);
    prosqa::reveal(p, 1, stands);
    auto const of = [&](int word) { return stands[static_cast<std::size_t>(word)]; };
    CHECK(of(s) == standing::optimal);
    CHECK(of(s + 2) == standing::frontier);
    CHECK(of(s + 1) == standing::reachable);
    CHECK(of(alex) == standing::reachable);
    CHECK(of(bob) == standing::unreachable);
    CHECK(of(s + 3) == standing::unreachable);
    CHECK(of(s + 4) == standing::no_node);
    CHECK(of(stop) == standing::no_node);
    CHECK(of(63) == standing::no_node);
}

TEST_CASE("problems of a file are asked at the end, grown ones before") {
    stepwise_problem one(prosqa::most());
    task::make(prosqa(), 1, split::train, 0, one);
    prosqa const t({}, {one});
    CHECK(t.published() == 1);
    stepwise_problem p(t.most());
    task::make(t, 9, split::test, 77, p);
    CHECK(same(p, one));
    task::make(t, 9, split::train, 77, p);
    CHECK(!same(p, one));
    p.clear();
    t.published(0, p);
    CHECK(same(p, one));
}

TEST_CASE("problems that cannot be grown are refused") {
    CHECK_THROWS_WITH(prosqa({.least_hops = 1}), contains("prosqa: 18 to 28 nodes, 1 to 6 hops"));
    CHECK_THROWS_AS(prosqa({.most_nodes = 29}), std::invalid_argument);
    CHECK_THROWS_AS(prosqa({.most_hops = 9}), std::invalid_argument);
    CHECK_THROWS_AS(prosqa({.least_nodes = 10}), std::invalid_argument);
}
