#include "catch.hpp"
#include "report/sample.hpp"

#include <lathe/report/json.hpp>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>

using namespace lathe::report;
using lathe::test::contains;

namespace {

std::string text_of(comparison const& c) { return to_json(c).dump(); }

}  // namespace

TEST_CASE("a comparison comes back from JSON as it was", "[report]") {
    comparison const c = lathe::test::sample_comparison();
    comparison const back = from_json(nlohmann::json::parse(text_of(c)));
    CHECK(text_of(back) == text_of(c));
    REQUIRE(back.arms.size() == c.arms.size());
    CHECK(back.arms[1].runs[2].training[3].loss == c.arms[1].runs[2].training[3].loss);
    CHECK(back.arms[1].runs[0].seed == c.arms[1].runs[0].seed);
    CHECK(back.remarks == c.remarks);
    CHECK(back.threads == c.threads);
}

TEST_CASE("large seeds and doubles come back exactly", "[report]") {
    comparison c = lathe::test::sample_comparison();
    c.arms[0].runs[0].seed = std::numeric_limits<std::uint64_t>::max();
    c.arms[0].runs[0].loss = 0.1 + 0.2;
    comparison const back = from_json(nlohmann::json::parse(text_of(c)));
    CHECK(back.arms[0].runs[0].seed == std::numeric_limits<std::uint64_t>::max());
    CHECK(back.arms[0].runs[0].loss == 0.1 + 0.2);
}

TEST_CASE("what is not finite becomes null and comes back as unknown", "[report]") {
    comparison c = lathe::test::sample_comparison();
    c.chance = unknown;
    c.seconds = std::numeric_limits<double>::infinity();
    c.arms[0].runs[0].accuracy_by_position = {0.5, unknown, 0.25};
    auto const j = nlohmann::json::parse(text_of(c));
    CHECK(j["chance"].is_null());
    CHECK(j["seconds"].is_null());
    comparison const back = from_json(j);
    CHECK(std::isnan(back.chance));
    CHECK(std::isnan(back.seconds));
    CHECK(std::isnan(back.arms[0].runs[0].accuracy_by_position[1]));
    CHECK(back.arms[0].runs[0].accuracy_by_position[2] == 0.25);
}

TEST_CASE("an error names the place in the JSON", "[report]") {
    auto j = nlohmann::json::parse(text_of(lathe::test::sample_comparison()));
    SECTION("missing") {
        j["arms"][1]["runs"][0].erase("loss");
        CHECK_THROWS_WITH(from_json(j), contains("arms[1].runs[0].loss: it is missing"));
    }
    SECTION("of the wrong type") {
        j["arms"][1]["name"] = 3;
        CHECK_THROWS_WITH(from_json(j), contains("arms[1].name: this is number; it must be a text"));
    }
    SECTION("out of range") {
        j["threads"] = std::int64_t{1} << 40;
        CHECK_THROWS_WITH(from_json(j), contains("threads: 1099511627776 is out of range"));
        j["threads"] = 1;
        j["arms"][0]["runs"][0]["seed"] = -1;
        CHECK_THROWS_WITH(from_json(j), contains("arms[0].runs[0].seed: -1 is out of range"));
    }
    SECTION("no object at all") { CHECK_THROWS_WITH(from_json(nlohmann::json(3)), contains("the whole: ")); }
}

TEST_CASE("members that are not known are ignored", "[report]") {
    auto j = nlohmann::json::parse(text_of(lathe::test::sample_comparison()));
    j["later"] = "a member of another version";
    CHECK(text_of(from_json(j)) == text_of(lathe::test::sample_comparison()));
}

TEST_CASE("a comparison goes to a file and back, and errors name the file", "[report]") {
    lathe::test::scratch const folder;
    std::string const path = folder / "comparison.json";
    comparison c = lathe::test::sample_comparison();
    c.machine = "not \xff UTF-8";
    write_json(path, c);
    comparison const back = read_json(path);
    CHECK(back.machine == "not \xef\xbf\xbd UTF-8");
    CHECK(back.arms.size() == c.arms.size());

    CHECK_THROWS_WITH(read_json(folder / "absent.json"), contains("absent.json") && contains("No such file"));
    lathe::core::replace_file(path, "{\"task\": ");
    CHECK_THROWS_WITH(read_json(path), contains("comparison.json' is not JSON"));
    lathe::core::replace_file(path, "{\"task\": 1e999}");
    CHECK_THROWS_WITH(read_json(path), contains("comparison.json' is not JSON"));
    lathe::core::replace_file(path, "{\"task\": 3}");
    CHECK_THROWS_WITH(read_json(path), contains("comparison.json' is not a comparison: task: "));
    CHECK_THROWS_WITH(write_json(folder / "no/such/folder.json", c), contains("no/such/folder.json"));
}
