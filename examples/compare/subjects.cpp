#include "subjects.hpp"

#include <lathe/task/a5.hpp>
#include <lathe/task/addition.hpp>
#include <lathe/task/p_hop.hpp>
#include <lathe/task/s3.hpp>
#include <lathe/task/s5.hpp>
#include <lathe/task/sudoku.hpp>
#include <lathe/task/sudoku6.hpp>
#include <lathe/task/text.hpp>

#include <functional>
#include <map>
#include <stdexcept>
#include <utility>

namespace {

using lathe::task::split;

template <class Task>
subject teach(Task task, char const* backbone) {
    auto held = std::make_shared<Task const>(std::move(task));
    subject s;
    s.name = Task::name;
    s.about = Task::about;
    s.backbone = backbone;
    s.length = held->length();
    s.symbols = held->symbols();
    s.chance = held->chance();
    s.keeps = held;
    s.spell = [](void const* t, int symbol) -> std::string {
        auto const& it = *static_cast<Task const*>(t);
        return symbol >= 0 && symbol < it.symbols() ? it.spell(symbol) : "?";
    };
    s.draw = [t = held.get()](split part, std::uint64_t index, std::span<int> input, std::span<int> target) {
        // one set of problems for all seeds: seeds differ in weights and order, not in what is asked at the end
        lathe::task::make(*t, part == split::train ? 1 : 2, part, index, {input, target});
    };
    return s;
}

subject teach_text(request const& r) {
    if (r.data.empty()) {
        throw std::invalid_argument("the task 'text' reads a file; say which one with --data FILE");
    }
    using lathe::task::text;
    auto s = teach(text(lathe::task::load_text(r.data), r.length > 0 ? r.length : 64), "text");
    auto const* t = static_cast<text const*>(s.keeps.get());
    s.text = true;
    s.test_examples = t->windows(split::test);
    s.draw = [t](split part, std::uint64_t index, std::span<int> input, std::span<int> target) {
        if (part == split::train) {
            lathe::task::make(*t, 1, part, index, {input, target});
        } else {
            t->window(part, static_cast<int>(index % static_cast<std::uint64_t>(t->windows(part))), {input, target});
        }
    };
    std::vector<int> first(static_cast<std::size_t>(s.length)), next(first);
    t->window(split::test, 0, {first, next});
    s.prompt.assign(first.begin(), first.begin() + std::min(16, s.length));
    return s;
}

using maker = std::function<subject(request const&)>;

std::map<std::string, std::pair<std::string, maker>> const& all() {
    using namespace lathe::task;
    static auto const list = [] {
        std::map<std::string, std::pair<std::string, maker>> m;
        auto const add = [&](auto const& sample, maker make) {
            using task = std::remove_cvref_t<decltype(sample)>;
            m[std::string(task::name)] = {std::string(task::about), std::move(make)};
        };
        add(s3(), [](request const& r) { return teach(s3(r.length > 0 ? r.length : 8), "words"); });
        add(a5(), [](request const& r) { return teach(a5(r.length > 0 ? r.length : 8), "groups"); });
        add(s5(), [](request const& r) { return teach(s5(r.length > 0 ? r.length : 8), "groups"); });
        add(sudoku(), [](request const&) {
            auto s = teach(sudoku(), "grid");
            s.remark = "Training and test grids are never namings of one another, but each test pattern is a training pattern "
                       "with rows, columns or bands exchanged or transposed (4x4 has two orbits of grids only).";
            return s;
        });
        add(sudoku6(), [](request const&) {
            auto s = teach(sudoku6(), "grid6");
            s.remark = "No test grid is an image of a training grid under renaming digits and exchanging bands, stacks, rows or "
                       "columns: grids are split by orbits.";
            return s;
        });
        add(p_hop(), [](request const& r) { return teach(r.length > 0 ? p_hop(r.length) : p_hop(), "words"); });
        add(addition(), [](request const&) { return teach(addition(), "words"); });
        m[std::string(text::name)] = {std::string(text::about), teach_text};
        return m;
    }();
    return list;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> subjects() {
    std::vector<std::pair<std::string, std::string>> names;
    for (auto const& [name, entry] : all()) {
        names.emplace_back(name, entry.first);
    }
    return names;
}

subject find_subject(std::string const& name, request const& wanted) {
    auto const found = all().find(name);
    if (found == all().end()) {
        std::string known;
        for (auto const& [other, entry] : all()) {
            known += (known.empty() ? "" : ", ") + other;
        }
        throw std::invalid_argument("there is no task '" + name + "'; the tasks are " + known);
    }
    if (wanted.length < 0 || wanted.length > 64) {
        throw std::invalid_argument("a length of " + std::to_string(wanted.length) +
                                    " is out of range; sequences have 1 to 64 symbols");
    }
    return found->second.second(wanted);
}
