#include "catch.hpp"
#include "report/sample.hpp"
#include "report/xml.hpp"

#include <lathe/report/html.hpp>

#include <limits>
#include <string>

using namespace lathe::report;
using lathe::test::contains;
using lathe::test::malformed;
using lathe::test::numbers_only;
using lathe::test::occurrences;
using lathe::test::sample_comparison;

namespace {

/// The page, after everything that holds for every page was checked.
std::string page(comparison const& c) {
    std::string const text = html(c);
    CHECK(malformed(text) == "");
    CHECK(numbers_only(text.substr(text.find("</style>"))));
    CHECK(text.starts_with("<!DOCTYPE html>"));
    CHECK(text.find("<script") == std::string::npos);
    CHECK(text.find("<link") == std::string::npos);
    CHECK(text.find("http") == std::string::npos);
    return text;
}

}  // namespace

TEST_CASE("the page has summary, table, plots, variants and how it was made", "[report]") {
    comparison const c = sample_comparison();
    std::string const text = page(c);
    CHECK_THAT(text, contains("<h1>p_hop</h1>") && contains("Follow p pointers"));
    CHECK_THAT(text, contains("<b>huginn</b> has the highest accuracy"));
    CHECK(occurrences(text, "class=\"leading\"") == 1);
    CHECK(occurrences(text, "<svg class=\"wide\"") == 4);
    CHECK(occurrences(text, "<svg class=\"narrow\"") == 4 + 2);
    CHECK(occurrences(text, "<details>") == 5);
    CHECK_THAT(text, contains("lathe::<wbr/>variant::<wbr/>huginn") && contains("An arm named looped."));
    CHECK_THAT(text, contains("--task</span>") && contains("a machine") && contains("a compiler") &&
                         contains("1 h 2 min") && contains("1, 2, 3") && contains("A remark."));
}

TEST_CASE("every text of the page is escaped", "[report]") {
    comparison c = sample_comparison();
    std::string const evil = "<script>alert(\"1\")</script>&'\x01\xff";
    for (auto* text : {&c.task, &c.task_about, &c.backbone, &c.machine, &c.compiler, &c.architecture, &c.command,
                       &c.version, &c.started}) {
        *text = evil;
    }
    c.remarks = {evil};
    for (auto& a : c.arms) {
        a.name = a.about = a.type = evil;
        a.runs[0].finished = false;
        a.runs[0].note = evil;
    }
    CHECK(occurrences(page(c), "&lt;script&gt;") > 20);
}

TEST_CASE("pages of empty, single and broken comparisons are pages", "[report]") {
    CHECK_THAT(page(comparison{}), contains("No run has finished yet"));
    comparison c = sample_comparison();
    c.arms.resize(1);
    c.arms[0].runs.resize(1);
    page(c);
    c.arms[0].runs[0].finished = false;
    page(c);
    c.arms[0].runs.clear();
    page(c);
    c.arms.resize(3);
    page(c);
}

TEST_CASE("numbers that are not finite do not spoil the page", "[report]") {
    comparison c = sample_comparison();
    double const inf = std::numeric_limits<double>::infinity();
    c.chance = unknown;
    c.seconds = inf;
    for (auto& r : c.arms[1].runs) {
        r.training[3] = {inf, unknown, unknown, unknown};
        r.training[4].accuracy = inf;
        r.depth[1] = {};
        r.depth[2].milliseconds_per_sequence = -inf;
        r.halting = {unknown, 0.5, inf};
        r.accuracy_by_position = {unknown, unknown};
        r.accuracy = unknown;
    }
    CHECK(page(c).find("guessing") == std::string::npos);
}

TEST_CASE("the page is written to a file", "[report]") {
    lathe::test::scratch const folder;
    write_html(folder / "page.html", sample_comparison());
    CHECK(lathe::core::read_file(folder / "page.html") == html(sample_comparison()));
    CHECK_THROWS_WITH(write_html(folder / "no/page.html", sample_comparison()), contains("no/page.html"));
}
