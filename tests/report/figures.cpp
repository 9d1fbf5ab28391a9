#include "catch.hpp"
#include "report/sample.hpp"

#include <lathe/report/figures.hpp>

#include <cmath>
#include <string>

using namespace lathe::report;
using lathe::test::contains;
using lathe::test::sample_comparison;

TEST_CASE("training curves are means over seeds with their range", "[report]") {
    auto const plot = accuracy_against_flops(sample_comparison());
    REQUIRE(plot.lines.size() == 3);
    CHECK(plot.x.logarithmic);
    CHECK(plot.reference == 0.125);
    auto const& points = plot.lines[1].points;
    // Nine moments, the first of which cost nothing and has no place on the axis.
    REQUIRE(points.size() == 8);
    CHECK(points.back().x == 2e12);
    CHECK(points.back().y == Approx(0.95));
    CHECK(points.back().low == Approx(0.94));
    CHECK(points.back().high == Approx(0.96));
    CHECK(points.back().about == "huginn: 95.0 % (94.0 .. 96.0) after 2.00 TFLOP");
}

TEST_CASE("seeds that measured at different moments are interpolated where all have measured", "[report]") {
    auto const points = detail::mean_of_curves({{{1.0, 0.0}, {3.0, 1.0}}, {{2.0, 0.5}, {4.0, 0.5}}});
    REQUIRE(points.size() == 2);
    CHECK(points[0].x == 2.0);
    CHECK(points[0].y == Approx(0.5));
    CHECK(points[1].x == 3.0);
    CHECK(points[1].y == Approx(0.75));
    CHECK(points[1].low == Approx(0.5));
    CHECK(detail::mean_of_curves({{{1.0, 0.0}}, {{2.0, 0.0}}}).empty());
    CHECK(detail::mean_of_curves({}).empty());
    CHECK(detail::mean_of_curves({{{2.0, 0.3}}, {}}).size() == 1);
}

TEST_CASE("long curves are thinned, and keep their end", "[report]") {
    std::vector<detail::xy> curve;
    for (int i = 1; i <= 10'000; ++i) {
        curve.push_back({double(i), 0.5});
    }
    auto const points = detail::mean_of_curves({curve});
    CHECK(points.size() <= detail::most_points);
    CHECK(points.size() > detail::most_points / 2);
    CHECK(points.back().x == 10'000.0);
}

TEST_CASE("loops are shown for arms that have them, with a ring where they were trained", "[report]") {
    auto const plot = accuracy_against_loops(sample_comparison());
    REQUIRE(plot.lines.size() == 2);
    CHECK(plot.lines[0].name == "huginn");
    CHECK(plot.lines[0].colour == 1);
    CHECK(plot.x.at == std::vector<double>{1, 2, 4, 8});
    for (auto const& p : plot.lines[0].points) {
        CHECK(p.marked == (p.x == 4.0));
    }
    CHECK_THAT(plot.lines[0].points[2].about, contains("with 4 loops, as in training"));
}

TEST_CASE("time has a line for arms with loops and a point for the others", "[report]") {
    auto const plot = accuracy_against_time(sample_comparison());
    REQUIRE(plot.lines.size() == 3);
    CHECK(plot.lines[0].points.size() == 1);
    CHECK(plot.lines[0].points[0].x == 0.8);
    CHECK(plot.lines[0].points[0].y == Approx(0.40));
    REQUIRE(plot.lines[1].points.size() == 4);
    CHECK(plot.lines[1].points[3].x == Approx(1.6));
    CHECK_THAT(plot.lines[1].points[3].about, contains("in 1.60 ms, 8 loops"));
}

TEST_CASE("positions count from one, and what is not asked is left out", "[report]") {
    auto const plot = accuracy_by_position(sample_comparison());
    REQUIRE(plot.lines.size() == 3);
    CHECK(plot.lines[0].points.front().x == 2.0);
    CHECK(plot.lines[0].points.back().x == 4.0);
}

TEST_CASE("histograms of arms share their axes and lose their empty tail", "[report]") {
    comparison c = sample_comparison();
    c.arms[1].runs[0].halting = {0.0, 1.0, 0.0, 0.0, 0.0, 0.0};
    c.arms[1].runs[1].halting = {0.0, 1.0};
    c.arms[1].runs[2].halting = {1.0};
    auto const plots = halting(c);
    REQUIRE(plots.size() == 2);
    CHECK(plots[0].bars.size() == 2);
    CHECK(plots[0].bars[1].y == Approx(2.0 / 3.0));
    CHECK(plots[0].bars[1].low == 0.0);
    CHECK(plots[0].most_x == 4.0);
    CHECK(plots[1].most_y == plots[0].most_y);
    CHECK(mean_steps(plots[1]) == Approx(3.0));
    CHECK(std::isnan(mean_steps(bar_plot{})));
}

TEST_CASE("unfinished runs are shown only while there are no others", "[report]") {
    comparison c = sample_comparison();
    c.arms[0].runs[0].finished = false;
    CHECK_FALSE(accuracy_against_flops(c).lines[0].provisional);
    CHECK(accuracy_against_flops(c).lines[0].points.back().low == Approx(0.40));
    for (auto& r : c.arms[0].runs) {
        r.finished = false;
    }
    CHECK(accuracy_against_flops(c).lines[0].provisional);
    CHECK(accuracy_against_flops(c).lines[0].points.back().low == Approx(0.39));
}

TEST_CASE("a comparison without numbers has no figures", "[report]") {
    comparison c;
    c.arms.resize(2);
    CHECK(accuracy_against_flops(c).lines.empty());
    CHECK(accuracy_against_loops(c).lines.empty());
    CHECK(accuracy_against_time(c).lines.empty());
    CHECK(accuracy_by_position(c).lines.empty());
    CHECK(halting(c).empty());
}
