#include <lathe/report/html.hpp>
#include <lathe/report/json.hpp>
#include <lathe/report/thoughts.hpp>

#include "catch.hpp"
#include "report/sample.hpp"

using namespace lathe;
using namespace lathe::report;
using test::contains;

namespace {

comparison thinking() {
    comparison c = test::sample_comparison();
    c.turns = "thoughts";
    c.arms.clear();
    for (char const* name : {"coconut", "no_thought"}) {
        arm a = test::sample_arm(name, 0.9, 0.0, false);
        for (std::size_t i = 0; i < a.runs.size(); ++i) {
            double const seed = static_cast<double>(i);
            if (a.name == "coconut") {
                a.runs[i].thoughts = {{1, 0.5 + 0.1 * seed, 0.25, 0.125, 0.125 - 0.1 * seed, 0.1, 0.2, 0.3, 0.4},
                                      {2, 0.75, 0.25, 0.0, 0.0, 0.2, 0.2, 0.3, 0.3}};
                a.runs[i].depth = {{0, 0.5}, {2, 0.75 + 0.05 * seed}};
            }
        }
        c.arms.push_back(a);
    }
    return c;
}

}  // namespace

TEST_CASE("a row for each arm and thought, with the spread over seeds and what equal weights would give") {
    auto const g = thoughts_table(thinking());
    REQUIRE(g.columns.size() == 6);
    REQUIRE(g.rows.size() == 2);
    CHECK(g.rows[0] == std::vector<std::string>{"coconut", "1", "60.0 \u00b1 10.0 (10.0)", "25.0 \u00b1 0.0 (20.0)",
                                                "12.5 \u00b1 0.0 (30.0)", "2.5 \u00b1 10.0 (40.0)"});
    CHECK(g.rows[1][1] == "2");
    CHECK(g.rows[1][2] == "75.0 \u00b1 0.0 (20.0)");
}

TEST_CASE("accuracy by the number of thoughts, none among them") {
    auto const g = accuracy_by_turns(thinking());
    REQUIRE(g.columns.size() == 3);
    CHECK(g.columns[1].title == "0");
    CHECK(g.columns[2].title == "2");
    REQUIRE(g.rows.size() == 1);
    CHECK(g.rows[0] == std::vector<std::string>{"coconut", "50.0", "80.0"});
}

TEST_CASE("runs that did not finish do not count") {
    auto c = thinking();
    c.arms[0].runs[2].finished = false;
    CHECK(thoughts_table(c).rows[0][2] == "55.0 \u00b1 7.1 (10.0)");
    CHECK(accuracy_by_turns(c).rows[0][2] == "77.5");
}

TEST_CASE("the tables stand in the terminal and on the page, for variants that think only") {
    auto const c = thinking();
    auto const text = thoughts_for_terminal(c);
    CHECK_THAT(text, contains("coconut   50.0  80.0"));
    CHECK_THAT(text, contains("what a thought holds"));
    CHECK_THAT(text, contains("equal weights"));
    CHECK_THAT(html(c), contains("What a thought holds"));
    CHECK_THAT(html(c), contains("Accuracy against thoughts when answering"));
    CHECK(thoughts_for_terminal(test::sample_comparison()).empty());
    CHECK(html(test::sample_comparison()).find("What a thought holds") == std::string::npos);
}

TEST_CASE("what thoughts hold survives the way to a file and back") {
    auto const c = thinking();
    auto const back = from_json(to_json(c));
    CHECK(back.turns == "thoughts");
    REQUIRE(back.arms[0].runs[1].thoughts.size() == 2);
    CHECK(back.arms[0].runs[1].thoughts[0].optimal == c.arms[0].runs[1].thoughts[0].optimal);
    CHECK(back.arms[0].runs[1].thoughts[1].even_unreachable == 0.3);
}
