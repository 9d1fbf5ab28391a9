#include "catch.hpp"
#include "report/sample.hpp"

#include <lathe/report/html.hpp>
#include <lathe/report/json.hpp>
#include <lathe/report/samplers.hpp>
#include <lathe/report/table.hpp>

#include <string>

using namespace lathe::report;
using lathe::test::contains;

namespace {

comparison filled() {
    auto c = lathe::test::sample_comparison();
    for (auto& r : c.arms[1].runs) {
        double const scatter = 0.01 * (static_cast<double>(r.seed) - 2);
        r.samplers = {{"margin", {{1, 1.0, 0.2 + scatter, 0.0}, {16, 9.0, 0.9 + scatter, 0.0}, {64, 9.0, 0.9 + scatter, 0.0}}},
                      {"loop", {{16, 8.0, 0.5, 3.0}, {64, 20.0, 0.7, 20.0}}}};
    }
    return c;
}

}  // namespace

TEST_CASE("rules are shown beside each other, with the calls they took", "[report]") {
    auto const g = table_of_samplers(filled());
    REQUIRE(g.columns.size() == 4);
    CHECK(g.columns[3].title == "64 steps");
    REQUIRE(g.rows.size() == 2);
    CHECK(g.rows[0] == std::vector<std::string>{"huginn: margin", "20.0 (1.0)", "90.0 (9.0)", "90.0 (9.0)"});
    CHECK(g.rows[1] == std::vector<std::string>{"huginn: loop", std::string(dash), "50.0 (8.0)", "70.0 (20.0)"});
    auto const plot = accuracy_against_calls(filled());
    REQUIRE(plot.lines.size() == 2);
    REQUIRE(plot.lines[0].points.size() == 2);
    CHECK(plot.lines[0].points[1].low == Approx(0.89));
    CHECK(plot.lines[0].points[1].high == Approx(0.91));
    CHECK_THAT(plot.lines[1].points[1].about, contains("with 20.0 calls, 64 steps allowed"));
}

TEST_CASE("terminal, page and file have the rules, if there are any", "[report]") {
    CHECK_THAT(table_for_terminal(filled()), contains("huginn: margin"));
    CHECK_THAT(html(filled()), contains("Sequences right against network calls"));
    auto const again = from_json(nlohmann::json::parse(to_json(filled()).dump()));
    CHECK(again.arms[1].runs[0].samplers[1].points[1].remasked == 20.0);
    auto const without = lathe::test::sample_comparison();
    CHECK(table_of_samplers(without).rows.empty());
    CHECK(table_for_terminal(without).find("steps allowed") == std::string::npos);
    CHECK(html(without).find("network calls") == std::string::npos);
}
