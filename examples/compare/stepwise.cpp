#include "subjects.hpp"

#include <lathe/task/graph.hpp>
#include <lathe/task/prosqa_file.hpp>

namespace {

using lathe::task::split;

template <lathe::task::stepwise Task>
subject teach(Task task, char const* backbone) {
    auto held = std::make_shared<Task const>(std::move(task));
    subject s;
    s.name = Task::name;
    s.about = Task::about;
    s.backbone = backbone;
    s.symbols = held->symbols();
    s.chance = held->chance();
    s.keeps = held;
    s.spell = [](void const* t, int symbol) -> std::string { return static_cast<Task const*>(t)->spell(symbol); };
    s.stepwise = true;
    s.chain.sizes = held->most();
    s.length = s.chain.sizes.question + s.chain.sizes.answer;
    s.chain.draw = [t = held.get()](split part, std::uint64_t index, lathe::stepwise_problem& p) {
        // one set of problems for all seeds, as for other tasks
        lathe::task::make(*t, part == split::train ? 1 : 2, part, index, p);
    };
    s.chain.reveal = [t = held.get()](lathe::stepwise_problem const& p, int steps, std::span<lathe::standing> of_symbols) {
        t->reveal(p, steps, of_symbols);
    };
    return s;
}

/// Grown problems train; the file's problems, in its order, are what is asked at the end.
subject teach_prosqa(request const& r) {
    using lathe::task::prosqa;
    bool const published = !r.data.empty();
    auto s = teach(prosqa({}, published ? lathe::task::read_prosqa(r.data) : std::vector<lathe::stepwise_problem>{}), "sentences");
    if (published) {
        auto const* t = static_cast<prosqa const*>(s.keeps.get());
        s.test_examples = t->published();
        s.chain.draw = [t, grown = s.chain.draw](split part, std::uint64_t index, lathe::stepwise_problem& p) {
            if (part == split::train) {
                grown(part, index, p);
            } else {
                p.clear();
                t->published(static_cast<int>(index % static_cast<std::uint64_t>(t->published())), p);
            }
        };
    }
    return s;
}

}  // namespace

void add_stepwise(subject_list& to) {
    using lathe::task::graph;
    to[std::string(graph::name)] = {std::string(graph::about), [](request const&) {
        return teach(graph({.nodes = 10, .least_hops = 2, .most_hops = 3, .pairs = true}), "graphs");
    }};
    using lathe::task::prosqa;
    to[std::string(prosqa::name)] = {std::string(prosqa::about), teach_prosqa};
}
