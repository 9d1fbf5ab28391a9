#include "subjects.hpp"

#include "backbone/grid.hpp"
#include "backbone/grid6.hpp"
#include "backbone/groups.hpp"
#include "backbone/recall.hpp"
#include "backbone/text.hpp"
#include "backbone/words.hpp"

#include <lathe/task/a5.hpp>
#include <lathe/task/addition.hpp>
#include <lathe/task/forgetting_mqar.hpp>
#include <lathe/task/mqar.hpp>
#include <lathe/task/p_hop.hpp>
#include <lathe/task/parity.hpp>
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

/// The length asked for, or the task's own, if the backbone has room for it.
template <class Backbone>
int fitting(request const& r, int own) {
    if (r.length < 0 || r.length > Backbone::size.context) {
        throw std::invalid_argument("a length of " + std::to_string(r.length) + " is out of range; sequences have 1 to " +
                                    std::to_string(Backbone::size.context) + " symbols");
    }
    return r.length > 0 ? r.length : own;
}

/// A task on the backbone where its arms stand.
template <class Backbone, class Task>
subject teach(Task task) {
    auto held = std::make_shared<Task const>(std::move(task));
    subject s;
    s.name = Task::name;
    s.about = Task::about;
    s.backbone = Backbone::name;
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
    int const length = fitting<backbone::text>(r, backbone::text::size.context);
    auto s = teach<backbone::text>(text(lathe::task::load_text(r.data), length));
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

using list = subject_list;

/// Adds a task whose sequences may have any length.
template <class Task, class Backbone>
void add(list& all) {
    all[std::string(Task::name)] = {std::string(Task::about), [](request const& r) {
                                        int const length = fitting<Backbone>(r, 0);
                                        return teach<Backbone>(length > 0 ? Task(length) : Task());
                                    }};
}

/// Adds a task whose sequences have one length.
template <class Task, class Backbone>
void add_fixed(list& all, std::string remark = "") {
    all[std::string(Task::name)] = {std::string(Task::about), [remark = std::move(remark)](request const& r) {
                                        Task task;
                                        if (r.length != 0 && r.length != task.length()) {
                                            throw std::invalid_argument(
                                                "a length of " + std::to_string(r.length) + " is not to be had: the task '" +
                                                std::string(Task::name) + "' has sequences of " +
                                                std::to_string(task.length()) + " symbols");
                                        }
                                        return teach<Backbone>(std::move(task));
                                    }};
}

list const& all() {
    using namespace lathe::task;
    static list const tasks = [] {
        list m;
        add<s3, backbone::words>(m);
        add<a5, backbone::groups>(m);
        add<s5, backbone::groups>(m);
        add<p_hop, backbone::words>(m);
        add<parity, backbone::words>(m);
        add<mqar, backbone::recall>(m);
        add<forgetting_mqar, backbone::recall>(m);
        add_fixed<sudoku, backbone::grid>(
            m, "Training and test grids are never namings of one another, but each test pattern is a training pattern with "
               "rows, columns or bands exchanged or transposed (4x4 has two orbits of grids only).");
        add_fixed<sudoku6, backbone::grid6>(
            m, "No test grid is an image of a training grid under renaming digits and exchanging bands, stacks, rows or "
               "columns: grids are split by orbits.");
        add_fixed<addition, backbone::words>(m);
        m[std::string(text::name)] = {std::string(text::about), teach_text};
        add_stepwise(m);
        return m;
    }();
    return tasks;
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
    return found->second.second(wanted);
}
