#include "catch.hpp"
#include "report/sample.hpp"

#include <lathe/report/summary.hpp>

#include <string>

using namespace lathe::report;
using lathe::test::contains;
using lathe::test::sample_arm;
using lathe::test::sample_comparison;

namespace {

comparison of(std::vector<arm> arms) {
    comparison c = sample_comparison();
    c.arms = std::move(arms);
    return c;
}

bool says(std::string const& text, std::string const& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a lead within the scatter is left open, a larger one is claimed", "[report]") {
    auto const s = summary(sample_comparison());
    CHECK_THAT(s.findings, contains("`huginn` has the highest accuracy: 95.0 \u00b1 1.0 %"));
    CHECK_THAT(s.findings, contains("over three seeds"));
    CHECK_THAT(s.findings, contains("lead over `looped` is within the scatter"));
    CHECK_THAT(s.findings, contains("which of these two is best stays open"));
    CHECK_THAT(s.findings, contains("ahead of `feed_forward` by more than the seeds scatter"));
    CHECK_THAT(s.reservations, contains("With three seeds"));
}

TEST_CASE("a clear winner is named with its gap", "[report]") {
    auto const two = summary(of({sample_arm("a", 0.5, 0.01, false), sample_arm("b", 0.9, 0.01, false)}));
    CHECK_THAT(two.findings, contains("The other arm, `a`, reached 50.0 \u00b1 1.0 %: a gap of 40.0 points"));
    auto const three = summary(
        of({sample_arm("a", 0.5, 0.01, false), sample_arm("b", 0.9, 0.01, false), sample_arm("c", 0.6, 0.01, false)}));
    CHECK_THAT(three.findings, contains("The closest, `c`, reached 60.0"));
    CHECK_FALSE(says(three.findings, "open"));
}

TEST_CASE("with one seed no arm is called better", "[report]") {
    comparison c = sample_comparison();
    for (auto& a : c.arms) {
        a.runs.resize(1);
    }
    auto const s = summary(c);
    CHECK_THAT(s.findings, contains("(one seed)"));
    CHECK_THAT(s.findings, contains("nothing is certain"));
    CHECK_THAT(s.reservations, contains("a difference may be luck"));
    CHECK_FALSE(says(s.findings, "ahead"));
    CHECK_FALSE(says(s.findings, "more than the seeds scatter"));
}

TEST_CASE("arms at chance are not ranked", "[report]") {
    auto const s = summary(of({sample_arm("a", 0.124, 0.001, false), sample_arm("b", 0.127, 0.001, false)}));
    CHECK_THAT(s.findings, contains("On p_hop, no arm left chance (12.5 %)"));
    CHECK_FALSE(says(s.findings, "highest"));
    CHECK_FALSE(says(s.findings, "lead"));
    auto const one = summary(of({sample_arm("a", 0.125, 0.001, false), sample_arm("b", 0.9, 0.001, false)}));
    CHECK_THAT(one.findings, contains("`a` did not leave chance"));
}

TEST_CASE("an arm that learns with some seeds only is not described by its mean", "[report]") {
    comparison c = of({sample_arm("a", 0.125, 0.0, false), sample_arm("b", 0.5, 0.01, false)});
    c.arms[0].runs[1].accuracy = 0.99;
    auto const s = summary(c);
    CHECK_THAT(s.findings, contains("`a` left chance with only one of three seeds"));
    CHECK_THAT(s.findings, contains("stays open"));
}

TEST_CASE("a task that several arms solve does not tell them apart", "[report]") {
    auto const s = summary(of({sample_arm("a", 0.999, 0.0, false), sample_arm("b", 0.9991, 0.0, false)}));
    CHECK_THAT(s.findings, contains("Both `a` and `b` solve it"));
    CHECK_THAT(s.findings, contains("too easy to tell them apart"));
    CHECK_FALSE(says(s.findings, "more than the seeds scatter"));
}

TEST_CASE("what makes a comparison unfair is said", "[report]") {
    comparison c = sample_comparison();
    c.arms[0].parameters *= 2;
    c.arms[2].training_flops *= 3.0;
    c.arms[1].flops_per_token *= 4.0;
    c.arms[1].runs[2].finished = false;
    auto const s = summary(c);
    CHECK_THAT(s.reservations, contains("training budgets were not equal: from 2.00 TFLOP"));
    CHECK_THAT(s.reservations, contains("to 6.00 TFLOP (`looped`)"));
    CHECK_THAT(s.reservations, contains("sizes were not equal: from 51.4 k parameters"));
    CHECK_THAT(s.reservations, contains("unfinished: 1 of 9 runs (`huginn`)"));
    CHECK_THAT(s.findings, contains("4.0 times as much as the cheapest"));
}

TEST_CASE("what an unfinished run had reached does not count", "[report]") {
    comparison c = of({sample_arm("a", 0.125, 0.0, false), sample_arm("b", 0.5, 0.01, false)});
    c.arms[0].runs[1].accuracy = 0.99;
    c.arms[0].runs[1].finished = false;
    CHECK_THAT(summary(c).findings, contains("`a` did not leave chance"));
}

TEST_CASE("a comparison without results says so", "[report]") {
    CHECK_THAT(summary(comparison{}).findings, contains("No run has finished yet"));
    comparison c = sample_comparison();
    for (auto& a : c.arms) {
        a.runs.clear();
    }
    CHECK_THAT(summary(c).findings, contains("No run has finished yet"));
}

TEST_CASE("one arm alone is described, not compared", "[report]") {
    auto const s = summary(of({sample_arm("a", 0.5, 0.01, false)}));
    CHECK_THAT(s.findings, contains("`a` reached 50.0 \u00b1 1.0 %"));
    CHECK_FALSE(says(s.findings, "highest"));
}
