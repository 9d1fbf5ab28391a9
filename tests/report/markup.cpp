#include "catch.hpp"
#include "report/xml.hpp"

#include <lathe/report/markup.hpp>

#include <limits>
#include <string>

using namespace lathe::report;
using lathe::test::malformed;

TEST_CASE("text is escaped and always UTF-8", "[report]") {
    CHECK(escaped("<a href=\"x\">&'") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
    CHECK(escaped("\u00b1\n\t") == "\u00b1\n\t");
    CHECK(escaped("a\x01\x7f\xff") == "a\uFFFD\uFFFD\uFFFD");
}

TEST_CASE("coordinates are numbers whatever comes", "[report]") {
    CHECK(coordinate(1.0) == "1");
    CHECK(coordinate(100.0) == "100");
    CHECK(coordinate(1.255) == "1.25");
    CHECK(coordinate(-0.001) == "0");
    CHECK(coordinate(0.0) == "0");
    CHECK(coordinate(std::numeric_limits<double>::quiet_NaN()) == "0");
    CHECK(coordinate(std::numeric_limits<double>::infinity()) == "0");
}

TEST_CASE("elements close themselves", "[report]") {
    markup m;
    m.element("p", {{"class", "a\"b"}, {"x", 1.5}}, [&] {
        m.element("b", {}, "x < y");
        m.empty("br", {});
    });
    CHECK(m.text() == "<p class=\"a&quot;b\" x=\"1.5\"><b>x &lt; y</b><br/></p>");
    CHECK(malformed(m.text()).empty());
}

TEST_CASE("the reader of the tests sees what is malformed", "[report]") {
    for (std::string const bad : {"<a>", "</a>", "<a></b>", "<a x=1/>", "a > b", "a & b", "<a x=\"&\"/>", "<a"}) {
        CHECK_FALSE(malformed(bad).empty());
    }
    CHECK(malformed("<a x=\"1\"><b/>&amp;</a>").empty());
    CHECK_FALSE(lathe::test::numbers_only("<a x=\"nan\"/>"));
    CHECK_FALSE(lathe::test::numbers_only("<a d=\"M0 inf\"/>"));
    CHECK(lathe::test::numbers_only("<a x=\"-1.5\" d=\"M0 1L2 3Z\"/>"));
}
