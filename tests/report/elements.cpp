#include "catch.hpp"
#include "report/xml.hpp"

#include <lathe/report/elements.hpp>

#include <string>

using namespace lathe::report;
using lathe::test::contains;

TEST_CASE("names in sentences are set apart", "[report]") {
    page_elements e;
    e.sentences("findings", "On x, `a<b>` is `c` & d");
    CHECK(e.written().text() == "<p class=\"findings\">On x, <b>a&lt;<wbr/>b&gt;</b> is <b>c</b> &amp; d</p>");
}

TEST_CASE("long names may be broken at their seams, and nothing is lost", "[report]") {
    page_elements e;
    e.breakable("set::halting_rule");
    CHECK(e.written().text() == "set::<wbr/>halting_<wbr/>rule");
    page_elements end;
    end.breakable("a_");
    CHECK(end.written().text() == "a_");
    page_elements none;
    none.breakable("");
    CHECK(none.written().text().empty());
}

TEST_CASE("commands are broken between words only", "[report]") {
    page_elements e;
    e.unbroken_words("compare --seeds 3");
    CHECK(lathe::test::malformed(e.written().text()).empty());
    CHECK(lathe::test::occurrences(e.written().text(), "class=\"word\"") == 3);
    CHECK_THAT(e.written().text(), contains(">--seeds</span> <"));
}

TEST_CASE("the numbers of a plot are a table", "[report]") {
    page_elements e;
    e.numbers({"work", unit::flop}, {{"a<b", {{2e12, 0.5, 0.4, 0.6}, {4e12, 0.25}}, 0}});
    auto const& text = e.written().text();
    CHECK(lathe::test::malformed(text).empty());
    CHECK(lathe::test::occurrences(text, "<tr>") == 3);
    CHECK_THAT(text, contains("<td>2.00 TFLOP</td><td>50.00</td><td>40.00</td><td>60.00</td>"));
}
