#include <lathe/core/file.hpp>
#include <lathe/report/json.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "report/xml.hpp"

namespace fs = std::filesystem;
using lathe::test::contains;

namespace {

/// A folder of its own that is gone afterwards.
struct folder {
    fs::path path;
    explicit folder(std::string const& name)
        : path(fs::temp_directory_path() / ("lathe.compare." + name + "." + std::to_string(::getpid()))) {
        fs::remove_all(path);
        fs::create_directories(path);
    }
    ~folder() {
        std::error_code nobody_minds;
        fs::remove_all(path, nobody_minds);
    }
    fs::path operator/(std::string const& name) const { return path / name; }
};

std::string text_of(fs::path const& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream all;
    all << in.rdbuf();
    return all.str();
}

/// The program at work; what it says goes to files in `place`.
class process {
public:
    process(folder const& place, std::vector<std::string> arguments) : place_(place) {
        std::string command = "exec \"" LATHE_COMPARE "\"";
        for (auto const& a : arguments) {
            command += " '" + a + "'";
        }
        command += " >'" + (place / "out").string() + "' 2>'" + (place / "err").string() + "'";
        id_ = ::fork();
        if (id_ == 0) {
            ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
            ::_exit(127);
        }
    }
    ~process() {
        if (id_ > 0) {
            kill();
        }
    }
    void kill() {
        ::kill(id_, SIGKILL);
        wait();
    }
    /// The exit status; -1 if something else ended it.
    int wait() {
        int status = 0;
        ::waitpid(id_, &status, 0);
        id_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    std::string out() const { return text_of(place_ / "out"); }
    std::string err() const { return text_of(place_ / "err"); }

private:
    folder const& place_;
    pid_t id_ = -1;
};

/// Arguments for a comparison of a moment: what is usual, unless `more` says otherwise.
std::vector<std::string> tiny(folder const& at, std::vector<std::string> more = {}) {
    std::vector<std::pair<std::string, std::string>> const usual = {
        {"--task", "s3"},     {"--length", "4"},  {"--variants", "one_layer"}, {"--seeds", "1"},
        {"--flops", "1e9"},   {"--threads", "1"}, {"--batch", "8"},            {"--out", (at / "report").string()}};
    for (auto const& [name, value] : usual) {
        if (std::find(more.begin(), more.end(), name) == more.end()) {
            more.insert(more.end(), {name, value});
        }
    }
    more.push_back("--quiet");
    return more;
}

/// What must not depend on when a run was stopped: all but times.
std::string result_of(folder const& at) {
    auto r = lathe::report::read_json((at / "report" / "report.json").string());
    std::ostringstream said;
    said.precision(17);
    said << r.task << ' ' << r.budget_flops << '\n';
    for (auto const& a : r.arms) {
        said << a.name << ' ' << a.training_flops << '\n';
        for (auto const& one : a.runs) {
            said << one.seed << ' ' << one.accuracy << ' ' << one.loss << ' ' << one.finished << one.note << '\n';
            for (auto const& point : one.training) {
                said << point.training_flops << ' ' << point.loss << ' ' << point.accuracy << '\n';
            }
        }
    }
    return said.str();
}

}  // namespace

TEST_CASE("a comparison leaves a report that holds what was asked for") {
    folder const at("report");
    process p(at, tiny(at));
    CHECK(p.wait() == 0);
    CHECK_THAT(p.out(), contains("one_layer"));
    CHECK(p.err().empty());

    auto const r = lathe::report::read_json((at / "report" / "report.json").string());
    CHECK(r.task == "s3");
    CHECK(r.chance == Approx(1.0 / 6));
    CHECK(r.budget_flops == 1e9);
    CHECK(r.threads == 1);
    CHECK(r.seconds > 0);
    for (auto const* text : {&r.task_about, &r.backbone, &r.machine, &r.compiler, &r.architecture, &r.command, &r.started}) {
        CHECK_FALSE(text->empty());
    }
    REQUIRE(r.arms.size() == 1);
    auto const& a = r.arms.front();
    CHECK(a.name == "one_layer");
    CHECK(a.parameters > 1000);
    CHECK(a.flops_per_token > 0);
    CHECK(a.training_flops == Approx(1e9).epsilon(0.1));
    CHECK(a.milliseconds_per_sequence > 0);
    REQUIRE(a.runs.size() == 1);
    auto const& run = a.runs.front();
    CHECK(run.finished);
    CHECK(run.accuracy > 0);
    CHECK(run.accuracy <= 1);
    CHECK(run.loss > 0);
    CHECK(run.accuracy_by_position.size() == 4);
    CHECK(run.training.size() >= 12);

    auto const page = text_of(at / "report" / "report.html");
    CHECK(lathe::test::malformed(page) == "");
    for (char const* const loads : {"src=", "<link", "@import", "url(", "<iframe", "<object", "fetch(", "XMLHttpRequest"}) {
        INFO(loads);
        CHECK(page.find(loads) == std::string::npos);
    }
}

TEST_CASE("what cannot be compared is refused in one sentence, with status 2, before anything is trained") {
    folder const at("refused");
    std::ofstream(at / "file") << "no folder";
    auto const refused = [&](std::vector<std::string> const& arguments, std::string const& why) {
        process p(at, arguments);
        CHECK(p.wait() == 2);
        auto const said = p.err();
        INFO(said);
        CHECK_THAT(said, contains("compare: "));
        CHECK_THAT(said, contains(why));
        CHECK(std::count(said.begin(), said.end(), '\n') == 1);
        CHECK_FALSE(fs::exists(at / "report" / "report.json"));
    };
    refused(tiny(at, {"--task", "s4"}), "there is no task 's4'; the tasks are a5, ");
    refused(tiny(at, {"--variants", "two_layers"}), "there is no variant 'two_layers'");
    refused(tiny(at, {"--seeds", "0"}), "0 seeds");
    refused(tiny(at, {"--seeds", "many"}), "many");
    refused(tiny(at, {"--flops", "-1"}), "negative");
    refused(tiny(at, {"--flops", "nan"}), "no number");
    refused(tiny(at, {"--length", "65"}), "1 to 64");
    refused(tiny(at, {"--length", "3"}), "at least 4");
    refused(tiny(at, {"--out", (at / "file").string()}), "cannot write into the folder");
    refused(tiny(at, {"--out", (at / "file" / "inside").string()}), "cannot write into the folder");
    refused(tiny(at, {"--speed", "3"}), "--speed");
    refused({"--task", "text"}, "--data FILE");
    refused({"--task", "text", "--data", (at / "nowhere").string()}, "nowhere");
}

TEST_CASE("a checkpoint that is damaged or of something else is refused by name") {
    folder const at("damaged");
    REQUIRE(process(at, tiny(at)).wait() == 0);
    auto const file = at / "report" / "checkpoints" / "one_layer.1.safetensors";
    REQUIRE(fs::exists(file));
    auto const before = result_of(at);
    auto const whole = text_of(file);
    auto const refused = [&](std::vector<std::string> const& more, std::string const& why) {
        process p(at, tiny(at, more));
        CHECK(p.wait() == 2);
        auto const said = p.err();
        INFO(said);
        CHECK_THAT(said, contains(why));
        CHECK_THAT(said, contains("one_layer.1.safetensors"));
        CHECK(std::count(said.begin(), said.end(), '\n') == 1);
        CHECK(result_of(at) == before);
    };
    refused({"--resume", "--flops", "2e9"}, "of another comparison");
    refused({"--resume", "--task", "p_hop", "--length", "64"}, "of another comparison");
    auto turned = whole;
    turned[turned.size() / 2] = static_cast<char>(turned[turned.size() / 2] ^ 1);
    std::ofstream(file, std::ios::binary) << turned;
    refused({"--resume"}, "damaged");
    std::ofstream(file, std::ios::binary) << whole.substr(0, whole.size() / 2);
    refused({"--resume"}, "");
    std::ofstream(file, std::ios::binary) << "";
    refused({"--resume"}, "");
    // and without --resume it is written anew
    CHECK(process(at, tiny(at)).wait() == 0);
    CHECK(result_of(at) == before);
}

TEST_CASE("a comparison that was killed and goes on ends as if it had not been") {
    folder const whole("whole"), parts("parts");
    std::vector<std::string> const more = {"--flops", "2e9", "--seeds", "2"};
    REQUIRE(process(whole, tiny(whole, more)).wait() == 0);
    auto on = more;
    on.insert(on.end(), {"--resume", "--save", "0"});
    auto const second = parts / "report" / "checkpoints" / "one_layer.2.safetensors";
    int kills = 0;
    for (auto const pause : {0.02, 0.05}) {
        process p(parts, tiny(parts, on));
        auto const first = parts / "report" / "checkpoints" / "one_layer.1.safetensors";
        for (int i = 0; i < 3000 && !fs::exists(kills == 0 ? first : second); ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        std::this_thread::sleep_for(std::chrono::duration<double>(pause));
        p.kill();
        ++kills;
        CHECK_FALSE(fs::exists(parts / "report" / "report.json"));
    }
    process p(parts, tiny(parts, on));
    CHECK(p.wait() == 0);
    CHECK(result_of(parts) == result_of(whole));
}
