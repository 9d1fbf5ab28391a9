#include "catch.hpp"

#include <lathe/report/grid.hpp>

#include <sstream>
#include <string>

using namespace lathe::report;
using lathe::test::contains;

namespace {

grid wide() {
    grid g{{{"name", false}}, {{"with<universal_transformer, set::halting<halt::after<32>>>"}, {"b"}}};
    for (int i = 0; i < 12; ++i) {
        g.columns.push_back({"column " + std::to_string(i)});
        g.rows[0].push_back("12.3 \u00b1 0.4");
        g.rows[1].push_back("1");
    }
    return g;
}

}  // namespace

TEST_CASE("a grid is aligned, numbers to the right", "[report]") {
    grid const g{{{"name", false}, {"loss"}}, {{"a", "\u00b1 1"}, {"bcd", "12.25"}}};
    CHECK(for_terminal(g) ==
          "name   loss\n"
          "\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\n"
          "a       \u00b1 1\n"
          "bcd   12.25\n");
    CHECK(for_markdown(g) == "| name | loss |\n| :--- | ---: |\n| `a` | \u00b1 1 |\n| `bcd` | 12.25 |\n");
    CHECK_THAT(for_markdown(g, {false, true}), contains("| **`bcd`** | **12.25** |"));
}

TEST_CASE("a grid never becomes wider than the terminal", "[report]") {
    for (std::size_t const width : {60u, 80u, 100u, 150u}) {
        std::istringstream lines(for_terminal(wide(), width));
        for (std::string line; std::getline(lines, line);) {
            CHECK(columns(line) <= width);
        }
    }
    // Whatever did not fit follows below: no column is lost.
    for (int i = 0; i < 12; ++i) {
        auto const text = for_terminal(wide(), 60);
        auto const label = " " + std::to_string(i);
        CHECK((text.find(label + " ") != std::string::npos || text.find(label + "\n") != std::string::npos));
    }
}

TEST_CASE("Markdown cannot be broken by what stands in a cell", "[report]") {
    grid const g{{{"name", false}, {"x|y"}}, {{"a|b", "<i>*1*"}, {"`", "x\ny"}}};
    auto const text = for_markdown(g);
    CHECK_THAT(text, contains("| `a\\|b` | \\<i\\>\\*1\\* |"));
    CHECK_THAT(text, contains("| \\` | x y |"));
    CHECK_THAT(text, contains("x\\|y"));
}

TEST_CASE("grids without rows or columns are no problem", "[report]") {
    CHECK(for_terminal(grid{}).empty());
    CHECK_THAT(for_terminal(grid{{{"name", false}}, {}}), contains("name"));
    CHECK_THAT(for_terminal(grid{{{"name", false}}, {{"a"}}}), contains("a\n"));
}
