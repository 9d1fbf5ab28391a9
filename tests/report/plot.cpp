#include "catch.hpp"
#include "report/xml.hpp"

#include <lathe/report/plot.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace lathe::report;
using lathe::test::contains;
using lathe::test::malformed;
using lathe::test::numbers_only;
using lathe::test::occurrences;

namespace {

line_plot two_lines() {
    line_plot plot{"about", {"work", unit::flop, true}, {"accuracy", unit::share}};
    plot.lines = {{"a", {{1e9, 0.2, 0.1, 0.3, "first"}, {1e10, 0.6, 0.5, 0.7, "second", true}}, 0},
                  {"<b>&", {{1e9, 0.3}, {1e10, 0.4}}, 1}};
    plot.reference = 0.125;
    plot.reference_name = "guessing 12.5 %";
    return plot;
}

void check(std::string const& text) {
    CHECK(malformed(text) == "");
    CHECK(numbers_only(text));
    CHECK(occurrences(text, "<svg") == 1);
}

}  // namespace

TEST_CASE("a line plot has a line, a mark per point, a band where there is one, and names", "[report]") {
    std::string const text = svg(two_lines());
    check(text);
    CHECK(occurrences(text, "class=\"line s") == 2);
    CHECK(occurrences(text, "class=\"band s") == 1);
    CHECK(occurrences(text, "class=\"ring s") == 1);
    CHECK(occurrences(text, "class=\"mark s") == 4 + 2);
    CHECK(occurrences(text, "class=\"reference\"") == 1);
    CHECK_THAT(text, contains("<title>second</title>") && contains("&lt;b&gt;&amp;") && contains("guessing 12.5 %"));
    // The narrow one leaves names to the legend.
    CHECK(svg(two_lines(), {360, 300, false}).find("class=\"name") == std::string::npos);
}

TEST_CASE("higher accuracies are drawn higher, more work further right", "[report]") {
    line_plot plot = two_lines();
    plot.lines.resize(1);
    auto const text = svg(plot);
    auto const at = text.find("class=\"line s0\" d=\"M") + 19;
    double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    REQUIRE(std::sscanf(text.c_str() + at, "M%lf %lfL%lf %lf", &x0, &y0, &x1, &y1) == 4);
    CHECK(x1 > x0);
    CHECK(y1 < y0);
}

TEST_CASE("empty plots say that there is nothing", "[report]") {
    for (plot_size const size : {plot_size{}, plot_size{360, 300, false}}) {
        check(svg(line_plot{}, size));
        check(svg(bar_plot{}, size));
        CHECK_THAT(svg(line_plot{}, size), contains("nothing to show yet"));
        CHECK_THAT(svg(bar_plot{}, size), contains("nothing to show yet"));
        line_plot plot = two_lines();
        plot.lines = {{"a", {}, 0}, {"b", {{unknown, 1.0}, {1.0, unknown}, {-1.0, 0.5}}, 1}};
        check(svg(plot, size));
        CHECK_THAT(svg(plot, size), contains("nothing to show yet"));
    }
}

TEST_CASE("a single point is a plot", "[report]") {
    for (bool const logarithmic : {false, true}) {
        line_plot plot{"", {"x", unit::whole, logarithmic}, {"y", unit::share}};
        plot.lines = {{"a", {{1.0, 0.5}}, 0}};
        check(svg(plot));
        CHECK(occurrences(svg(plot), "class=\"mark s0\"") == 2);
    }
    bar_plot bars{"", {"steps", unit::whole}, {"share", unit::share}};
    bars.bars = {{1.0, 1.0, unknown, unknown, "all"}};
    check(svg(bars));
    CHECK(occurrences(svg(bars), "class=\"bar s0\"") == 1);
}

TEST_CASE("values that are not finite leave no trace", "[report]") {
    double const inf = std::numeric_limits<double>::infinity();
    line_plot plot = two_lines();
    plot.lines[0].points.push_back({1e11, unknown});
    plot.lines[0].points.push_back({inf, 0.5});
    plot.lines[0].points.push_back({1e11, 0.5, unknown, inf});
    plot.reference = unknown;
    check(svg(plot));
    CHECK(occurrences(svg(plot), "class=\"reference\"") == 0);
    bar_plot bars{"", {"steps", unit::whole}, {"share", unit::share}};
    bars.bars = {{1.0, 0.5, 0.4, inf}, {2.0, unknown}, {3.0, 0.5}};
    check(svg(bars));
    CHECK(occurrences(svg(bars), "class=\"bar s0\"") == 2);
}

TEST_CASE("of many points a few get marks, but all say what they are", "[report]") {
    line_plot plot{"", {"position", unit::whole}, {"accuracy", unit::share}};
    plot.lines.push_back({"a", {}, 0});
    for (int i = 0; i < 100; ++i) {
        plot.lines[0].points.push_back({double(i), 0.5 + 0.001 * i, unknown, unknown, "point"});
    }
    auto const text = svg(plot, {360, 300, false});
    check(text);
    CHECK(occurrences(text, "<title>point</title>") == 100);
    CHECK(occurrences(text, "class=\"mark") <= 14);
}

TEST_CASE("names beside the lines do not cover each other", "[report]") {
    std::vector<detail::end_label> labels;
    for (int i = 0; i < 8; ++i) {
        labels.push_back({"name", 0.0, 100.0 + 0.5 * i, 0.0, 0, false});
    }
    labels.push_back({"name", 0.0, 290.0, 0.0, 0, false});
    detail::spread_out(labels, 20.0, 300.0);
    for (std::size_t i = 1; i < labels.size(); ++i) {
        CHECK(labels[i].place - labels[i - 1].place >= detail::label_distance - 1e-9);
    }
    CHECK(labels.front().place >= 20.0);
    CHECK(labels.back().place <= 300.0);
}

TEST_CASE("from the ninth line on colours repeat with another dash, and unfinished lines say so", "[report]") {
    CHECK(dash_class({"", {}, 0}).empty());
    CHECK(dash_class({"", {}, 8}) == " d1");
    CHECK(dash_class({"", {}, 0, true}) == " p");
    line_plot plot = two_lines();
    plot.lines[0].provisional = true;
    CHECK_THAT(svg(plot), contains("a (unfinished)"));
}
