#pragma once
/// \file
/// What is particular to variants that think: accuracy by the number of thoughts, and what a thought holds, as tables.

#include <lathe/report/grid.hpp>
#include <lathe/report/number.hpp>
#include <lathe/report/spread.hpp>
#include <lathe/report/text.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace lathe::report {

inline constexpr std::string_view thoughts_legend =
    "Thought t is the state that crosses into the t-th appended row, read through the head: the share of its weight in "
    "percent on nodes that are t steps from the root and on a shortest path to the answer (optimal), t steps from it "
    "otherwise (frontier), at another distance (reachable), and out of reach. In brackets: the share that equal weights "
    "on all nodes would have. Only problems whose answer is at least t steps away count.";

namespace detail {

/// The mean of a member over the points for this thought in finished runs.
inline spread over_thoughts(arm const& a, int thought, double thought_point::* member) {
    std::vector<double> values;
    for (run const& r : a.runs) {
        for (thought_point const& p : r.thoughts) {
            if (r.finished && p.thought == thought) {
                values.push_back(p.*member);
            }
        }
    }
    return spread_of(values);
}

template <class Points>
std::vector<int> kinds(comparison const& c, Points const& points) {
    std::vector<int> all;
    for (arm const& a : c.arms) {
        for (run const& r : a.runs) {
            points(r, all);
        }
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

}  // namespace detail

/// A row for each arm and thought; no rows if nobody looked.
inline grid thoughts_table(comparison const& c) {
    grid g{{{"variant", false}, {"thought"}, {"optimal %"}, {"frontier %"}, {"reachable %"}, {"out of reach %"}}, {}};
    auto const all = detail::kinds(c, [](run const& r, std::vector<int>& to) {
        for (auto const& p : r.thoughts) {
            to.push_back(p.thought);
        }
    });
    for (arm const& a : c.arms) {
        for (int const thought : all) {
            auto const cell = [&](double thought_point::* weight, double thought_point::* even) {
                return percent_spread(detail::over_thoughts(a, thought, weight)) + " (" +
                       fixed(100 * detail::over_thoughts(a, thought, even).mean, 1) + ")";
            };
            if (detail::over_thoughts(a, thought, &thought_point::optimal).count > 0) {
                g.rows.push_back({tame(a.name), std::to_string(thought),
                                  cell(&thought_point::optimal, &thought_point::even_optimal),
                                  cell(&thought_point::frontier, &thought_point::even_frontier),
                                  cell(&thought_point::reachable, &thought_point::even_reachable),
                                  cell(&thought_point::unreachable, &thought_point::even_unreachable)});
            }
        }
    }
    return g;
}

/// Accuracy in percent of each arm by the number of turns when answering; no rows if nobody varied it.
inline grid accuracy_by_turns(comparison const& c) {
    grid g{{{"accuracy % with so many " + tame(c.turns), false}}, {}};
    auto const all = detail::kinds(c, [](run const& r, std::vector<int>& to) {
        for (auto const& p : r.depth) {
            to.push_back(p.loops);
        }
    });
    for (int const turns : all) {
        g.columns.push_back({std::to_string(turns)});
    }
    for (arm const& a : c.arms) {
        std::vector<std::string> row{tame(a.name)};
        bool any = false;
        for (int const turns : all) {
            std::vector<double> values;
            for (run const& r : a.runs) {
                for (auto const& p : r.depth) {
                    if (r.finished && p.loops == turns) {
                        values.push_back(p.accuracy);
                    }
                }
            }
            any = any || !values.empty();
            row.push_back(values.empty() ? std::string(dash) : fixed(100 * spread_of(values).mean, 1));
        }
        if (any) {
            g.rows.push_back(std::move(row));
        }
    }
    return g;
}

/// Both tables for a terminal; empty for variants that do not think.
inline std::string thoughts_for_terminal(comparison const& c, std::size_t width = 150) {
    std::string text;
    if (c.turns != "thoughts") {
        return text;
    }
    if (auto const g = accuracy_by_turns(c); !g.rows.empty()) {
        text += "\n" + for_terminal(g, width);
    }
    if (auto const g = thoughts_table(c); !g.rows.empty()) {
        text += "\nwhat a thought holds\n" + for_terminal(g, width);
        for (auto const& line : wrapped(std::string(thoughts_legend), width)) {
            text += line + "\n";
        }
    }
    return text;
}

}  // namespace lathe::report
