#include "catch.hpp"
#include "report/xml.hpp"

#include <lathe/report/progress.hpp>

#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace lathe::report;
using lathe::test::contains;
using lathe::test::occurrences;

namespace {

/// A stream and a clock that the test moves.
struct bench {
    std::ostringstream out;
    double now = 100.0;

    progress_options options(bool terminal, bool quiet = false) {
        return {.quiet = quiet, .terminal = terminal, .out = &out, .seconds = [this] { return now; }, .width = 100};
    }

    /// What was written since the last call.
    std::string text() {
        std::string const result = out.str();
        out.str("");
        return result;
    }
};

/// What a terminal shows after these characters: moving up and erasing to the end is all that is understood.
std::vector<std::string> screen(std::string const& text) {
    std::vector<std::string> lines(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\x1b') {
            auto const end = text.find_first_of("AJ", i);
            if (text[end] == 'A') {
                lines.resize(lines.size() - static_cast<std::size_t>(std::stoi(text.substr(i + 2))));
            }
            if (lines.empty() || text[end] == 'J') {
                lines.resize(std::max<std::size_t>(1, lines.size()));
                lines.back().clear();
            }
            i = end;
        } else if (text[i] == '\n') {
            lines.emplace_back();
        } else if (text[i] != '\r') {
            lines.back() += text[i];
        }
    }
    return lines;
}

}  // namespace

TEST_CASE("without a terminal there is a plain line every ten seconds", "[report]") {
    bench b;
    {
        progress p({"huginn, seed 1", "looped, seed 1"}, b.options(false));
        p.update(0, 0.0, "loss 2");
        CHECK(b.text().empty());
        b.now += 9.9;
        p.update(0, 0.2, "loss 1.5");
        CHECK(b.text().empty());
        b.now += 0.2;
        p.update(0, 0.25, "loss 1");
        CHECK(b.text() == "all 2 runs: 12 %, 1 min 11 s left, 0 done; huginn, seed 1: 25 %, loss 1\n");
        b.now += 5.0;
        p.update(0, 0.5, "loss 0.5");
        CHECK(b.text().empty());
        p.update(0, 1.0, "accuracy 97 %");
        CHECK(b.text() == "huginn, seed 1: done after 15.1 s, accuracy 97 %\n");
        p.update(1, 0.4, "");
        p.stop(1, "the loss is NaN");
        CHECK(b.text() == "looped, seed 1: stopped at 40 % after 0 s, the loss is NaN\n");
        p.update(1, 0.9, "too late");
        CHECK(b.text().empty());
    }
    CHECK(b.text() == "all 2 runs: 1 of 2 done in 15.1 s, 1 stopped early\n");
}

TEST_CASE("on a terminal the lines are redrawn in place", "[report]") {
    bench b;
    std::string all;
    {
        progress p({"a", "b"}, b.options(true));
        b.now += 1.0;
        p.update(0, 0.25, "loss 1\nand \x1b[31mred");
        b.now += 1.0;
        p.update(1, 0.5, "loss 2");
        all += b.text();
        auto lines = screen(all);
        REQUIRE(lines.size() == 4);
        CHECK_THAT(lines[0], contains("a ") && contains("25 %") && contains("loss 1 and  [31mred"));
        CHECK_THAT(lines[1], contains("b ") && contains("50 %") && contains("loss 2"));
        CHECK_THAT(lines[2], contains("all 2 runs") && contains("37 %") && contains("0 done"));
        // Not more often than ten times a second.
        b.now += 0.05;
        p.update(0, 0.3, "");
        CHECK(b.text().empty());
        b.now += 1.0;
        p.update(0, 1.0, "accuracy 97 %");
        p.note("A note.");
        all += b.text();
        lines = screen(all);
        REQUIRE(lines.size() == 5);
        CHECK(lines[0] == "a: done after 2.05 s, accuracy 97 %");
        CHECK(lines[1] == "A note.");
        CHECK_THAT(lines[3], contains("75 %") && contains("1 done"));
    }
    auto const lines = screen(all + b.text());
    CHECK(lines[2] == "all 2 runs: 1 of 2 done in 3.05 s");
    CHECK(lines.size() == 4);
}

TEST_CASE("time left follows the rate, and work of an earlier program is no rate", "[report]") {
    bench b;
    progress p({"a"}, b.options(true));
    p.update(0, 0.5, "");
    b.now += 10.0;
    p.update(0, 0.6, "");
    // A tenth in 10 s, four tenths to go.
    CHECK_THAT(b.text(), contains("60 %  40 s left"));
}

TEST_CASE("nothing is ever 100 % before it is done", "[report]") {
    bench b;
    progress p({"a"}, b.options(false));
    p.update(0, 0.0, "");
    b.now += 11.0;
    p.update(0, 0.9999, "");
    CHECK_THAT(b.text(), contains("a: 99 %"));
}

TEST_CASE("lines are never longer than the terminal, nor more than fit", "[report]") {
    bench b;
    auto options = b.options(true);
    options.width = 60;
    progress p(std::vector<std::string>(40, std::string(100, 'x')), options);
    for (std::size_t i = 0; i < 40; ++i) {
        b.now += 1.0;
        p.update(i, 0.5, std::string(200, 'y'));
    }
    auto const lines = screen(b.text());
    CHECK(lines.size() <= 24);
    for (auto const& line : lines) {
        CHECK(columns(line) < 60);
    }
}

TEST_CASE("quiet means nothing at all", "[report]") {
    bench b;
    {
        progress p({"a", "b"}, b.options(true, true));
        b.now += 60.0;
        p.update(0, 0.5, "loss");
        p.note("note");
        p.update(0, 1.0, "");
        p.stop(1, "");
    }
    CHECK(b.text().empty());
}

TEST_CASE("strange numbers are survived, unknown jobs are an error", "[report]") {
    bench b;
    progress p({"a"}, b.options(false));
    p.update(0, 0.5, "");
    b.now += 11.0;
    p.update(0, unknown, "the loss is NaN");
    CHECK_THAT(b.text(), contains("a: 50 %, the loss is NaN"));
    p.update(0, -3.0, "");
    CHECK_THROWS_AS(p.update(1, 0.5, ""), std::out_of_range);
    p.update(0, 7.0, "");
    CHECK_THAT(b.text(), contains("a: done"));
}

TEST_CASE("several threads may report at once", "[report]") {
    bench b;
    {
        progress p({"a", "b", "c", "d"}, b.options(false));
        std::vector<std::thread> threads;
        for (std::size_t job = 0; job < 4; ++job) {
            threads.emplace_back([&p, job] {
                for (int i = 0; i <= 1000; ++i) {
                    p.update(job, i / 1000.0, "loss " + std::to_string(i));
                }
            });
        }
        for (auto& t : threads) {
            t.join();
        }
    }
    std::string const text = b.text();
    CHECK(occurrences(text, ": done after") == 4);
    CHECK_THAT(text, contains("4 of 4 done"));
}
