#include "catch.hpp"
#include "report/sample.hpp"

#include <lathe/report/ranking.hpp>

#include <cstddef>
#include <vector>

using namespace lathe::report;

TEST_CASE("arms lead, are level or behind", "[report]") {
    comparison c = lathe::test::sample_comparison();
    ranking const r = rank(c);
    CHECK(r.best == 1);
    CHECK(r.standings == std::vector<standing>{standing::behind, standing::leading, standing::level});
    CHECK(r.with(standing::level) == std::vector<std::size_t>{2});
}

TEST_CASE("an arm without a finished run has no rank", "[report]") {
    comparison c = lathe::test::sample_comparison();
    for (auto& run : c.arms[1].runs) {
        run.finished = false;
    }
    ranking const r = rank(c);
    CHECK(r.best == 2);
    CHECK(r.standings[1] == standing::none);
    c.arms.clear();
    CHECK(rank(c).best == -1);
}

TEST_CASE("with one seed nobody is behind", "[report]") {
    comparison c = lathe::test::sample_comparison();
    for (auto& a : c.arms) {
        a.runs.resize(1);
    }
    CHECK(rank(c).with(standing::behind).empty());
}
