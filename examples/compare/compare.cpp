/// \file
/// Trains variants side by side on one task with equal budgets and shows how they did.

#include "contest.hpp"
#include "subjects.hpp"

#include <lathe/kernel/architecture.hpp>
#include <lathe/report/html.hpp>
#include <lathe/report/json.hpp>
#include <lathe/report/number.hpp>
#include <lathe/report/table.hpp>
#include <lathe/report/thoughts.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <limits>
#include <map>
#include <thread>

std::map<std::string, std::map<std::string, recipe>>& recipes() {
    static std::map<std::string, std::map<std::string, recipe>> all;
    return all;
}

namespace {

namespace fs = std::filesystem;

/// What takes part unless the command line says otherwise; variants that the library does not know are added to them.
std::vector<std::string> const usual = {"one_layer", "feed_forward", "looped", "universal_transformer", "huginn", "trm"};
std::vector<std::string> const usual_for_text = {"feed_forward", "looped", "huginn"};
std::vector<std::string> const usual_for_grids = {"autoregressive", "mdlm", "feed_forward", "looped"};
std::vector<std::string> const known_besides = {
    "llada", "remdm", "block_diffusion", "hrm",     "trm_mixer", "linear_attention",  "retnet",                  "gated_linear_attention", "mamba2", "deltanet", "gated_deltanet",
    "rwkv7",   "ttt_linear", "titans", "deltanet_negative", "gated_deltanet_negative", "huginn_gated_deltanet"};
std::vector<std::string> const usual_for_chains = {"no_thought", "chain_of_thought", "coconut", "pause_tokens"};

struct choices {
    std::string task = "s3";
    std::vector<std::string> variants;
    int seeds = 3;
    double minutes = 0;
    double flops = 0;
    std::string out = "lathe-report";
    std::string data;
    int length = 0;
    int batch = 0;
    double rate = 0;
    int threads = 0;
    bool list = false;
    bool resume = false;
    bool quiet = false;
    double save = 20;
};

[[noreturn]] void refuse(std::string const& why) { throw std::invalid_argument(why); }

bool holds(std::vector<std::string> const& names, std::string const& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> default_variants(std::string const& backbone, bool text) {
    if (backbone.starts_with("grid")) {
        return usual_for_grids;
    }
    auto const& standing = recipes()[backbone];
    std::vector<std::string> names;
    for (auto const& name : text ? usual_for_text : usual) {
        if (standing.count(name) > 0) {
            names.push_back(name);
        }
    }
    for (auto const& [name, how] : standing) {
        if (!holds(usual, name) && !holds(known_besides, name)) {
            names.push_back(name);
        }
    }
    return names;
}

int print_list() {
    std::cout << "Tasks (--task):\n";
    for (auto const& [name, about] : subjects()) {
        std::cout << "  " << name << std::string(name.size() < 24 ? 24 - name.size() : 1, ' ') << about << '\n';
    }
    std::cout << "\nVariants (--variants a,b,...); * takes part unless you say otherwise:\n";
    std::map<std::string, recipe> everywhere;
    for (auto const& [backbone, standing] : recipes()) {
        everywhere.insert(standing.begin(), standing.end());
    }
    for (auto const& [name, how] : everywhere) {
        std::cout << (holds(known_besides, name) ? "  " : "* ") << name
                  << std::string(name.size() < 24 ? 24 - name.size() : 1, ' ') << how.describe().about << '\n';
    }
    std::cout << "\nVariants that think, for tasks with chains of steps:\n";
    for (auto const& [name, how] : recipes()["graphs"]) {
        std::cout << (holds(usual_for_chains, name) ? "* " : "  ") << name
                  << std::string(name.size() < 24 ? 24 - name.size() : 1, ' ') << how.describe().about << '\n';
    }
    return 0;
}

/// The folder for the report, made if need be; refuses early when nothing can be written there.
fs::path writable(std::string const& name) {
    fs::path const folder(name);
    std::error_code error;
    fs::create_directories(folder, error);
    auto const probe = folder / ".probe";
    if (error || !fs::is_directory(folder) || !std::ofstream(probe)) {
        refuse("cannot write into the folder '" + name + "'; choose another one with --out");
    }
    fs::remove(probe, error);
    return folder;
}

std::string machine() {
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (line.rfind("model name", 0) == 0) {
            return line.substr(line.find(':') + 2) + ", " + std::to_string(std::thread::hardware_concurrency()) + " cores";
        }
    }
    return std::to_string(std::thread::hardware_concurrency()) + " cores";
}

std::string compiler() {
#if defined(__clang__)
    return "clang " __clang_version__;
#else
    return "g++ " __VERSION__;
#endif
}

std::string now() {
    auto const t = std::time(nullptr);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", std::gmtime(&t));
    return text;
}

contest prepare(choices const& c, subject const& s) {
    contest match;
    auto& known = recipes()[s.backbone];
    auto const names = !c.variants.empty() ? c.variants : s.stepwise ? usual_for_chains : default_variants(s.backbone, s.text);
    for (auto const& name : names) {
        auto const found = known.find(name);
        if (found == known.end()) {
            std::string all;
            for (auto const& [other, how] : known) {
                all += (all.empty() ? "" : ", ") + other;
            }
            refuse("there is no variant '" + name + "' for the task '" + s.name + "'; the variants are " + all);
        }
        match.entrants.push_back({name, found->second});
    }
    auto& l = match.teaching;
    l.task = s.name + " " + c.data;
    l.length = s.length;
    l.symbols = s.symbols;
    l.draw = s.draw;
    l.task_is_text = s.text;
    l.chain = s.chain;
    l.batch = c.batch > 0 ? c.batch : s.text ? 12 : 64;
    l.rate = c.rate > 0 ? c.rate : s.text ? 1e-3 : 2e-3;
    l.warmup = s.text ? 100 : 50;
    l.decay = s.text ? 0.1 : 0.01;
    match.seeds = static_cast<std::uint64_t>(c.seeds);
    match.threads = c.threads > 0 ? c.threads : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    match.minutes = c.minutes > 0 ? c.minutes : 3.5;
    match.examples = s.test_examples;
    match.resume = c.resume;
    match.save_seconds = c.save;
    return match;
}

/// nanoGPT's 2000 steps of its small model, in floating point operations; what a text costs unless said otherwise.
double text_budget(contest const& match) {
    lesson l = match.teaching;
    return 2000 * recipes()["text"].at("feed_forward").flops_per_step(l);
}

void show_samples(contest::ended const& end, subject const& s) {
    for (std::size_t a = 0; a < end.arms.size(); ++a) {
        std::cout << "\n--- " << end.arms[a].name << " continues:\n";
        for (int const symbol : end.learners[a]->continued(s.prompt, 300, 0.8, 1)) {
            std::cout << s.spelled(symbol);
        }
        std::cout << '\n';
    }
}

int compare(choices const& c, std::string const& command) {
    if (c.list) {
        return print_list();
    }
    if (c.seeds < 1) {
        refuse("a comparison of " + std::to_string(c.seeds) + " seeds shows nothing; --seeds takes 1 or more");
    }
    for (double const number : {c.minutes, c.flops, c.rate, c.save, 1.0 * c.batch, 1.0 * c.threads}) {
        if (!(number >= 0 && number < std::numeric_limits<double>::infinity())) {
            refuse("a budget, batch, rate, number of threads or of seconds is negative or no number");
        }
    }
    auto const begin = std::chrono::steady_clock::now();
    auto const s = find_subject(c.task, {.length = c.length, .data = c.data});
    auto const folder = writable(c.out);
    auto match = prepare(c, s);
    match.checkpoints = folder / "checkpoints";
    fs::create_directories(match.checkpoints);

    lathe::report::comparison result;
    result.started = now();
    if (c.flops > 0) {
        result.budget_flops = c.flops;
    } else if (s.text && c.minutes <= 0) {
        result.budget_flops = text_budget(match);
    } else {
        if (!c.quiet) {
            std::cerr << "measuring how fast " << match.entrants.size() << " variants train here ...\n";
        }
        result.budget_flops = match.affordable();
    }
    result.task = s.name;
    result.task_about = s.about;
    result.turns = s.stepwise ? "thoughts" : "loops";
    result.chance = s.chance;
    result.threads = match.threads;
    result.machine = machine();
    result.compiler = compiler();
    result.architecture = lathe::kernel::architecture();
    result.command = command;
    auto const size = match.entrants.front().how.describe().size;
    result.backbone = "width " + std::to_string(size.width) + ", " + std::to_string(size.heads) + " heads, feed-forward " +
                      std::to_string(size.hidden) + ", " + std::to_string(size.vocab) + " symbols, sequences of " +
                      std::to_string(s.length) + "; batch " + std::to_string(match.teaching.batch) + ", AdamW, rate " +
                      lathe::report::brief(match.teaching.rate);

    auto const end = match.run(result.budget_flops, c.quiet);
    result.arms = end.arms;
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    result.remarks.push_back(
        "Every run has the same budget of training FLOPs (a recorded operation counts three times, for the forward pass "
        "and its derivative); arms that cost less per step train for more steps. All arms share task, batch, optimiser, "
        "learning rate and test examples; seeds differ in initial weights and drawn numbers.");
    result.remarks.push_back(
        "Accuracy is taken with the variant's own halting rule at work. Times are of one thread on an idle machine, 32 "
        "sequences at once, median of 7.");

    if (s.stepwise) {
        result.remarks.push_back(
            "no_thought is taught answers alone, chain_of_thought whole chains; coconut and pause_tokens share one curriculum, "
            "in which thoughts take the place of one more step in each stage. An explicit chain counts its symbols as thoughts "
            "and may end before their number is used up.");
    }
    if (!s.remark.empty()) {
        result.remarks.push_back(s.remark);
    }
    if (s.backbone.starts_with("grid")) {
        result.remarks.push_back(
            "Masked models and the autoregressive one fill in answers call by call: their time is that of a whole answer, their "
            "work per token that of one call, and their loops are steps of filling in.");
    }
    if (s.text) {
        result.remarks.push_back(
            "The loss of masked models is a bound: the mean over all orders of answering, estimated with 4 draws for each "
            "window, of all characters but the window's first, which is given. That of the others is their own, of the "
            "characters after each. Masked models have no accuracy.");
    }

    lathe::report::write_json((folder / "report.json").string(), result);
    lathe::report::write_html((folder / "report.html").string(), result);
    std::cout << lathe::report::table_for_terminal(result) << lathe::report::thoughts_for_terminal(result) << "\nreport: " << (folder / "report.html").string() << '\n';
    if (s.text) {
        show_samples(end, s);
    }
    for (auto const& a : result.arms) {
        for (auto const& r : a.runs) {
            if (!r.finished) {
                std::cerr << "compare: " << a.name << " seed " << r.seed << ": " << r.note << '\n';
                return 3;
            }
        }
    }
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    choices c;
    CLI::App app("Trains variants of latent reasoning side by side on one task, with equal budgets, and reports how they did.");
    app.add_option("--task", c.task, "task, see --list")->capture_default_str();
    app.add_option("--variants", c.variants, "variants, separated by commas, see --list")->delimiter(',');
    app.add_option("--seeds", c.seeds, "runs of each variant")->capture_default_str();
    app.add_option("--minutes", c.minutes, "wall time for all training together (default 3.5; text: as long as nanoGPT's 2000 steps)");
    app.add_option("--flops", c.flops, "training FLOPs of one run, instead of minutes: the same on every machine");
    app.add_option("--out", c.out, "folder for report.html, report.json and checkpoints")->capture_default_str();
    app.add_option("--data", c.data, "file, for --task text and, to be asked at the end, for --task prosqa");
    app.add_option("--length", c.length, "symbols of a sequence (default: the task's own)");
    app.add_option("--batch", c.batch, "sequences in a training step");
    app.add_option("--rate", c.rate, "highest learning rate");
    app.add_option("--threads", c.threads, "runs at the same time (default: one per core)");
    app.add_flag("--resume", c.resume, "go on from the checkpoints in the folder");
    app.add_option("--save", c.save, "seconds between two checkpoints of a run")->capture_default_str();
    app.add_flag("--quiet", c.quiet, "no progress");
    app.add_flag("--list", c.list, "tasks and variants");
    try {
        app.parse(count, arguments);
    } catch (CLI::ParseError const& e) {
        if (e.get_exit_code() == 0) {
            return app.exit(e);  // --help
        }
        std::cerr << "compare: " << e.what() << "; see --help\n";
        return 2;
    }
    std::string command = "compare";
    for (int i = 1; i < count; ++i) {
        command += std::string(" ") + arguments[i];
    }
    try {
        return compare(c, command);
    } catch (std::exception const& e) {
        std::cerr << "compare: " << e.what() << '\n';
        return 2;
    }
}
