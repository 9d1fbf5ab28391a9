#include "catch.hpp"
#include "report/sample.hpp"

#include <lathe/report/table.hpp>

#include <algorithm>
#include <sstream>
#include <string>

using namespace lathe::report;
using lathe::test::contains;

namespace {

std::string cell(grid const& g, std::size_t row, std::string const& title) {
    auto const found =
        std::find_if(g.columns.begin(), g.columns.end(), [&](auto const& c) { return c.title == title; });
    return found == g.columns.end() ? "no such column"
                                    : g.rows[row][static_cast<std::size_t>(found - g.columns.begin())];
}

}  // namespace

TEST_CASE("the table keeps the order and marks the highest accuracy", "[report]") {
    grid const g = table(lathe::test::sample_comparison());
    REQUIRE(g.rows.size() == 3);
    CHECK(g.rows[0][0] == "feed_forward");
    CHECK(g.rows[2][0] == "looped");
    CHECK(cell(g, 0, "accuracy %") == "40.0 \u00b1 1.0  ");
    CHECK(cell(g, 1, "accuracy %") == "95.0 \u00b1 1.0 *");
    CHECK(cell(g, 2, "accuracy %") == "94.0 \u00b1 2.0 ~");
    CHECK(cell(g, 1, "range %") == "94.0 .. 96.0");
    CHECK(cell(g, 1, "parameters") == "51.4 k");
    CHECK(cell(g, 1, "state") == "3.12 KiB");
    CHECK(cell(g, 1, "work per token") == "1.20 MFLOP");
    CHECK(cell(g, 1, "time per sequence") == "800 \u00b5s");
    CHECK(cell(g, 1, "tokens per second") == "81.0 k");
    CHECK(cell(g, 1, "runs") == "3");
}

TEST_CASE("columns that nobody measured are left out, single gaps are dashes", "[report]") {
    comparison c = lathe::test::sample_comparison();
    CHECK(cell(table(c), 0, "bits per character") == "no such column");
    c.arms[1].runs[0].bits_per_character = 1.5;
    CHECK(cell(table(c), 1, "bits per character") == "1.500");
    CHECK(cell(table(c), 0, "bits per character") == dash);
    c.arms[0].runs[0].finished = false;
    CHECK(cell(table(c), 0, "runs") == "2 of 3");
    c.arms[0].runs.clear();
    CHECK(cell(table(c), 0, "accuracy %") == dash);
}

TEST_CASE("the table for a terminal says all, in lines that fit", "[report]") {
    comparison c = lathe::test::sample_comparison();
    c.arms[0].name = "with<universal_transformer, set::halting<halt::after<32>>>";
    c.arms[0].runs[0].finished = false;
    c.arms[0].runs[0].note = "the loss is NaN\x1b[2J";
    for (std::size_t const width : {80u, 150u}) {
        std::string const text = table_for_terminal(c, width);
        CHECK_THAT(text, contains("p_hop: Follow p pointers"));
        CHECK_THAT(text, contains("guessing: 12.5 %"));
        CHECK_THAT(text, contains("* highest accuracy. ~ not clearly"));
        CHECK_THAT(text, contains("`huginn` has the highest accuracy"));
        CHECK_THAT(text, contains("the loss is NaN"));
        CHECK_THAT(text, contains("- A remark."));
        CHECK(text.find('\x1b') == std::string::npos);
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            CHECK(columns(line) <= width);
        }
    }
}

TEST_CASE("the table as Markdown has a bold row and code for names", "[report]") {
    std::string const text = table_for_markdown(lathe::test::sample_comparison());
    CHECK_THAT(text, contains("| **`huginn`** | **95.0 \u00b1 1.0 \\*** |"));
    CHECK_THAT(text, contains("| `feed_forward` | 40.0 \u00b1 1.0 |"));
    CHECK_THAT(text, contains("On p\\_hop, `huginn` has the highest accuracy"));
    CHECK_THAT(text, contains("- A remark."));
}

TEST_CASE("an empty comparison still makes a table", "[report]") {
    CHECK_THAT(table_for_terminal(comparison{}), contains("No run has finished yet"));
    CHECK_THAT(table_for_markdown(comparison{}), contains("No run has finished yet"));
}
