#include "catch.hpp"

#include <lathe/report/text.hpp>

#include <string>
#include <vector>

using namespace lathe::report;

TEST_CASE("columns are those of a terminal, not bytes", "[report]") {
    CHECK(columns("abc") == 3);
    CHECK(columns("\u00b1") == 1);
    CHECK(columns("\u4e2d\u6587") == 4);
    CHECK(columns("e\u0301") == 1);
    CHECK(columns("\xff\xfe") == 2);
    CHECK(columns("\xe4\xb8") == 2);
}

TEST_CASE("only well-formed UTF-8 is a code point", "[report]") {
    CHECK(first_code_point("\u20ac").value == 0x20AC);
    CHECK(first_code_point("\U0001F600").size == 4);
    for (std::string const bad : {"\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80", "\xe2\x82"}) {
        CHECK(first_code_point(bad).value == 0xFFFD);
        CHECK(first_code_point(bad).size == 1);
    }
}

TEST_CASE("texts are shortened and padded by columns", "[report]") {
    CHECK(shortened("abcdef", 6) == "abcdef");
    CHECK(shortened("abcdefg", 6) == "abcde\u2026");
    CHECK(shortened("\u4e2d\u6587\u4e2d", 4) == "\u4e2d\u2026");
    CHECK(padded("\u00b1", 3) == "\u00b1  ");
    CHECK(padded("ab", 4, true) == "  ab");
    CHECK(padded("abcde", 4) == "abcde");
}

TEST_CASE("control characters never reach a terminal", "[report]") {
    CHECK(tame("a\nb\x1b[2J\tc\x7f") == "a b [2J c ");
    CHECK(tame("\xc2\x9b") == " ");
    CHECK(tame("\xff") == "\uFFFD");
}

TEST_CASE("text is wrapped at spaces, long words at their seams", "[report]") {
    CHECK(wrapped("one two three", 7) == std::vector<std::string>{"one two", "three"});
    CHECK(wrapped("universal_transformer", 12) == std::vector<std::string>{"universal_", "transformer"});
    CHECK(wrapped("abcdefgh", 3) == std::vector<std::string>{"abc", "def", "gh"});
    CHECK(wrapped("", 10) == std::vector<std::string>{""});
    for (auto const& line : wrapped("with<huginn, set::halting<halt::after<32>>> and more words", 11)) {
        CHECK(columns(line) <= 11);
    }
}
