#pragma once
/// \file
/// A problem that is solved step by step: question, chain of steps, answer; what tasks write and training reads.

#include <cstddef>
#include <vector>

namespace lathe {

/// How long the parts of a problem can be, in symbols; `steps` counts the steps of the chain.
struct stepwise_sizes {
    int question = 1;
    int steps = 0;
    int chain = 0;
    int answer = 1;

    constexpr bool operator==(stepwise_sizes const&) const = default;
};

/// One problem in memory of its own, which is used again and again. The answer begins with the symbol `answer_mark`; what is
/// asked follows it.
struct stepwise_problem {
    /// The symbol that says: the chain is at its end, here comes the answer.
    static constexpr int answer_mark = 0;

    stepwise_problem() = default;
    explicit stepwise_problem(stepwise_sizes const& most) {
        question.reserve(static_cast<std::size_t>(most.question));
        chain.reserve(static_cast<std::size_t>(most.chain));
        ends.reserve(static_cast<std::size_t>(most.steps));
        answer.reserve(static_cast<std::size_t>(most.answer));
    }

    void clear() {
        question.clear();
        chain.clear();
        ends.clear();
        answer.clear();
    }
    /// Where the first `steps` steps end in the chain; all of it, if there are no more.
    int end_of(int steps) const {
        if (steps <= 0 || ends.empty()) {
            return 0;
        }
        auto const last = static_cast<std::size_t>(steps) < ends.size() ? static_cast<std::size_t>(steps) : ends.size();
        return ends[last - 1];
    }
    int steps() const { return static_cast<int>(ends.size()); }

    std::vector<int> question, chain, answer;
    std::vector<int> ends;  ///< of each step: how many symbols of the chain it and those before it take
};

/// What a symbol is to a search that has taken so many steps, for whoever reads what a thought holds.
enum class standing : unsigned char {
    no_node,      ///< the symbol stands for nothing in the graph
    unreachable,  ///< no path leads there
    reachable,    ///< a path leads there, of another length
    frontier,     ///< the shortest path there has this length
    optimal,      ///< and lies on a shortest path to the answer
};

}  // namespace lathe
