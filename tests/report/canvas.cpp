#include "catch.hpp"
#include "report/xml.hpp"

#include <lathe/report/canvas.hpp>

#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace lathe::report;
using lathe::test::contains;

TEST_CASE("neighbouring colours have marks of another shape", "[report]") {
    std::set<std::string> shapes;
    for (std::size_t i = 0; i < 4; ++i) {
        markup m;
        draw_mark(m, i, 10.0, 10.0, 4.0, "a < b");
        CHECK(lathe::test::malformed(m.text()).empty());
        CHECK(lathe::test::numbers_only(m.text()));
        CHECK_THAT(m.text(), contains("<title>a &lt; b</title>") && contains("s" + std::to_string(i)));
        shapes.insert(lathe::test::values_of(m.text(), "d").at(0));
    }
    CHECK(shapes.size() == 4);
    CHECK(colour_class(0) != colour_class(7));
    CHECK(colour_class(0) == colour_class(8));
}

TEST_CASE("a frame has titles, ticks that keep apart, and a description", "[report]") {
    axis const x{"training <work>", unit::flop, true};
    axis const y{"accuracy", unit::share};
    plot_size const size{360, 300, false};
    std::string const text = detail::picture("what it \"shows\"", size, [&](markup& m) {
        detail::canvas frame(m, x, y, {1e9, 1e13}, {0.1, 0.9}, size, 14.0);
        CHECK(frame.up(1.0) < frame.up(0.0));
        CHECK(frame.across(1e13) == Approx(346.0));
    });
    CHECK(lathe::test::malformed(text).empty());
    CHECK(lathe::test::numbers_only(text));
    CHECK_THAT(text, contains("training &lt;work&gt;") && contains(">accuracy<") && contains(">100 %<") &&
                         contains("aria-label=\"what it &quot;shows&quot;\"") && contains("viewBox=\"0 0 360 300\""));
}

TEST_CASE("labels of ticks that would touch are left out", "[report]") {
    auto const labels = [](std::vector<double> at) {
        axis const x{"loops", unit::whole, false, std::move(at)};
        plot_size const size{360, 300, false};
        return lathe::test::occurrences(
            detail::picture("", size,
                            [&](markup& m) { detail::canvas(m, x, {}, {0.0, 100.0}, {0.0, 1.0}, size, 14.0); }),
            "text-anchor=\"middle\">");
    };
    auto const title = labels({1000.0});
    CHECK(labels({10.0, 50.0, 90.0}) == title + 3);
    CHECK(labels({10.0, 10.5, 11.0, 90.0}) == title + 2);
}
