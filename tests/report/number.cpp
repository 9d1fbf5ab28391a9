#include "catch.hpp"

#include <lathe/report/number.hpp>

#include <limits>
#include <string>

using namespace lathe::report;

TEST_CASE("numbers have the wanted digits, and no negative zero", "[report]") {
    CHECK(fixed(1.005, 1) == "1.0");
    CHECK(fixed(-0.04, 1) == "0.0");
    CHECK(fixed(-0.06, 1) == "-0.1");
    CHECK(fixed(1e300, 0).size() == 301);
    CHECK(fixed(unknown, 2) == dash);
    CHECK(fixed(-std::numeric_limits<double>::infinity(), 2) == dash);
    CHECK(brief(3.0) == "3");
    CHECK(brief(1234.5) == "1234");
    CHECK(brief(12.34) == "12.3");
    CHECK(brief(1.234) == "1.23");
    CHECK(brief(0.1234) == "0.123");
    CHECK(brief(1.2e-5) == "1.2e-05");
    CHECK(brief(9.999) == "10.0");
}

TEST_CASE("quantities have three digits and a prefix", "[report]") {
    CHECK(quantity(0) == "0");
    CHECK(quantity(999) == "999");
    CHECK(quantity(1000) == "1.00 k");
    CHECK(quantity(51'423) == "51.4 k");
    CHECK(quantity(999.7) == "1.00 k");
    CHECK(quantity(999'600) == "1.00 M");
    CHECK(quantity(1.2e6, "FLOP") == "1.20 MFLOP");
    CHECK(quantity(2e12, "FLOP") == "2.00 TFLOP");
    CHECK(quantity(-51'423) == "-51.4 k");
    CHECK(quantity(unknown, "FLOP") == dash);
    CHECK(bytes(512) == "512 B");
    CHECK(bytes(3175) == "3.10 KiB");
    CHECK(bytes(1024.0 * 1024.0) == "1.00 MiB");
    CHECK(bytes(1023.9 * 1024.0) == "1.00 MiB");
}

TEST_CASE("times have two units at most", "[report]") {
    CHECK(duration(0.0) == "0 s");
    CHECK(duration(42.34e-6) == "42.3 \u00b5s");
    CHECK(duration(4.2e-3) == "4.20 ms");
    CHECK(duration(12.34) == "12.3 s");
    CHECK(duration(59.99) == "1 min");
    CHECK(duration(200.0) == "3 min 20 s");
    CHECK(duration(3599.7) == "1 h");
    CHECK(duration(7500.0) == "2 h 5 min");
    CHECK(duration(86'399.0) == "1 d");
    CHECK(duration(100'000.0) == "1 d 4 h");
    CHECK(duration(unknown) == dash);
}

TEST_CASE("shares are percentages, with their spread if it is known", "[report]") {
    CHECK(percent(0.125) == "12.5 %");
    CHECK(percent(unknown) == dash);
    spread const s = spread_of({0.5, 0.6});
    CHECK(percent_spread(s) == "55.0 \u00b1 7.1");
    CHECK(percent_range(s) == "50.0 .. 60.0");
    CHECK(plain_spread(s, 2) == "0.55 \u00b1 0.07");
    CHECK(percent_spread(spread_of({0.5})) == "50.0");
    CHECK(percent_range(spread_of({0.5})) == dash);
    CHECK(percent_spread(spread_of({})) == dash);
    CHECK(count_word(3) == "three");
    CHECK(count_word(12) == "12");
}
