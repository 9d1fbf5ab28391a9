#pragma once
/// \file
/// What every stepwise task promises.

#include <lathe/task/stepwise.hpp>

#include "catch.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

namespace lathe::test {

inline bool same(stepwise_problem const& a, stepwise_problem const& b) {
    return a.question == b.question && a.chain == b.chain && a.ends == b.ends && a.answer == b.answer;
}

template <task::stepwise X>
void check_stepwise(X const& t) {
    auto const most = t.most();
    stepwise_problem p(most), again(most);
    std::set<std::string> spelled;
    for (int id = 0; id < t.symbols(); ++id) spelled.insert(t.spell(id));
    CHECK(static_cast<int>(spelled.size()) == t.symbols());
    std::set<std::vector<int>> train;
    for (auto const part : {task::split::train, task::split::test}) {
        for (std::uint64_t i = 0; i < 300; ++i) {
            int const* const before = p.question.data();
            task::make(t, 5, part, i, p);
            // nothing was allocated
            REQUIRE(p.question.data() == before);
            REQUIRE(static_cast<int>(p.question.size()) <= most.question);
            REQUIRE(static_cast<int>(p.chain.size()) <= most.chain);
            REQUIRE(p.steps() <= most.steps);
            REQUIRE(static_cast<int>(p.answer.size()) <= most.answer);
            REQUIRE(!p.question.empty());
            REQUIRE(p.answer.size() >= 2);
            REQUIRE(p.answer.front() == stepwise_problem::answer_mark);
            REQUIRE(std::is_sorted(p.ends.begin(), p.ends.end()));
            REQUIRE((p.ends.empty() ? 0 : p.ends.back()) == static_cast<int>(p.chain.size()));
            for (auto const* symbols : {&p.question, &p.chain, &p.answer}) {
                for (int const s : *symbols) {
                    REQUIRE(s >= 0);
                    REQUIRE(s < t.symbols());
                }
            }
            // a problem belongs to its seed and number, and to one part
            task::make(t, 5, part, i, again);
            REQUIRE(same(p, again));
            if (part == task::split::train) {
                train.insert(p.question);
            } else {
                REQUIRE(!train.contains(p.question));
            }
        }
    }
    task::make(t, 5, task::split::train, 0, p);
    task::make(t, 6, task::split::train, 0, again);
    CHECK(!same(p, again));
}

}  // namespace lathe::test
