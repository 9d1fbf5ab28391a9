#include <lathe/task/prosqa_file.hpp>

#include "report/sample.hpp"
#include "task/stepwise.hpp"

#include <fstream>

using namespace lathe;
using namespace lathe::test;
using task::prosqa;
using task::read_prosqa;

namespace {

std::string const published = LATHE_ORACLES "/prosqa/some.json";

std::string said(std::vector<int> const& symbols) {
    std::string text;
    for (int const s : symbols) text += (text.empty() ? "" : " ") + prosqa::spell(s);
    return text;
}

/// The published entries with one change to entry 2.
template <class Change>
std::string spoilt(std::string const& path, Change const& change) {
    auto all = nlohmann::ordered_json::parse(core::read_file(published));
    change(all[1]);
    std::ofstream(path) << all.dump();
    return path;
}

}  // namespace

TEST_CASE("published problems are read by their sentences") {
    auto const all = read_prosqa(published);
    REQUIRE(all.size() == 10);
    auto const& p = all[0];
    CHECK(p.steps() == 3);
    CHECK(said(p.chain) == "Tom terpus . terpus brimpus . brimpus lempus .");
    CHECK(said(p.answer) == "### lempus");
    CHECK(p.question.size() == 23 * 3 + 6);
    CHECK(said({p.question.begin(), p.question.begin() + 6}) == "shumpus rempus . shumpus yimpus .");
    CHECK(said({p.question.end() - 6, p.question.end()}) == "Is Tom lempus or scrompus ?");
    for (auto const& each : all) {
        auto const from = prosqa::read(each).from(prosqa::asked_in(each).root);
        CHECK(from[static_cast<std::size_t>(prosqa::node(each.answer[1]))] == each.steps());
    }
}

TEST_CASE("problems survive the way to a file and back, published and grown") {
    scratch const folder;
    auto const path = folder / "problems.json";
    auto problems = read_prosqa(published);
    for (std::uint64_t i = 0; i < 20; ++i) {
        task::make(prosqa({.balanced = i % 2 == 0}), 3, task::split::train, i, problems.emplace_back(prosqa::most()));
    }
    task::write_prosqa(path, problems);
    auto const back = read_prosqa(path);
    REQUIRE(back.size() == problems.size());
    for (std::size_t i = 0; i < back.size(); ++i) CHECK(same(back[i], problems[i]));
    // the sentences are the published ones
    auto const first = nlohmann::json::parse(core::read_file(path))[0];
    auto const want = nlohmann::json::parse(core::read_file(published))[0];
    CHECK(first["question"] == want["question"]);
    CHECK(first["steps"] == want["steps"]);
    CHECK(first["answer"] == want["answer"]);
}

TEST_CASE("a file that is wrong is refused with its name and the entry") {
    scratch const folder;
    auto const path = folder / "spoilt.json";
    auto const refused = [&](auto const& change, std::string const& why) {
        spoilt(path, change);
        CHECK_THROWS_WITH(read_prosqa(path), contains(path) && contains("entry 2") && contains(why));
    };
    using json = nlohmann::ordered_json;
    refused([](json& e) { e.erase("question"); }, "it has no 'question'");
    refused([](json& e) { e["answer"] = 3; }, "'answer' is no text");
    refused([](json& e) { e["question"] = "Every wug is a blicket. " + e["question"].get<std::string>(); },
            "'wug' is neither somebody nor a species");
    refused([](json& e) { e["question"] = "Everything is fine. " + e["question"].get<std::string>(); }, "a sentence is not of the form");
    refused([](json& e) { e["question"] = "Sally is a zhorpus."; }, "the question does not end in");
    refused([](json& e) { e["steps"].erase(0); }, "the steps are no chain");
    refused([](json& e) { e["steps"].erase(3); }, "the steps do not end at the answer");
    refused([](json& e) { e["steps"] = json::array(); }, "not 1 to 8 steps");
    refused([](json& e) { e["answer"] = "Sally is a fompus."; }, "the facts do not lead to the answer");
    refused([](json& e) { e["answer"] = "Sally is a rempus."; }, "none of the candidates");
    refused([](json& e) { e["target"] = 0; }, "'target' is not what the sentences say");
    refused([](json& e) { e["edges"].erase(0); }, "'edges' are not as many");
    refused([](json& e) { e = 7; }, "it has no 'question'");

    std::ofstream(path) << "[{]";
    CHECK_THROWS_WITH(read_prosqa(path), contains("is not JSON") && contains("line 1"));
    std::ofstream(path) << "{}";
    CHECK_THROWS_WITH(read_prosqa(path), contains("no list of problems"));
    std::ofstream(path) << "[]";
    CHECK_THROWS_AS(read_prosqa(path), std::runtime_error);
    CHECK_THROWS_WITH(read_prosqa("/nowhere/at/all.json"), contains("/nowhere/at/all.json"));
}
