#include "catch.hpp"
#include "report/xml.hpp"

#include <lathe/report/style.hpp>

#include <string>

using lathe::report::style_sheet;

TEST_CASE("the style sheet is complete in itself", "[report]") {
    std::string const text(style_sheet);
    CHECK(lathe::test::occurrences(text, "{") == lathe::test::occurrences(text, "}"));
    CHECK(text.find("url(") == std::string::npos);
    CHECK(text.find("@import") == std::string::npos);
    CHECK(text.find('<') == std::string::npos);
    CHECK(text.find("prefers-color-scheme: dark") != std::string::npos);
    for (int i = 0; i < 8; ++i) {
        std::string const colour = "--s" + std::to_string(i) + ":";
        CHECK(lathe::test::occurrences(text, colour) == 2);
    }
}
