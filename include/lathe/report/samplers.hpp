#pragma once
/// \file
/// Rules for filling in answers with the same weights, side by side: sequences that are right everywhere against calls of the
/// network. Means over seeds.

#include <lathe/report/figures.hpp>
#include <lathe/report/grid.hpp>
#include <lathe/report/number.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace lathe::report {

inline constexpr auto about_samplers =
    "Percent of sequences that are right everywhere, with (calls of the network per sequence), by steps allowed. A dash: not "
    "run, because it would not go on.";

namespace detail {

/// One rule of one arm: the same point of all seeds side by side.
struct sampler_line {
    std::string name;
    std::vector<sampled_point> points;     // means
    std::vector<std::vector<double>> accuracy;  // of each point, by seeds
};

inline std::vector<sampler_line> sampler_lines(comparison const& c) {
    std::vector<sampler_line> lines;
    for (auto const& a : c.arms) {
        auto const runs = shown_runs(a).first;
        if (runs.empty()) {
            continue;
        }
        for (std::size_t s = 0; s < runs.front()->samplers.size(); ++s) {
            auto const& first = runs.front()->samplers[s];
            sampler_line l{a.name + ": " + first.name, {}, {}};
            for (auto const& p : first.points) {
                sampled_point mean{p.steps, 0.0, 0.0, 0.0};
                std::vector<double> seen;
                for (auto const* r : runs) {
                    for (auto const& other : r->samplers) {
                        for (auto const& q : other.points) {
                            if (other.name == first.name && q.steps == p.steps) {
                                mean.calls += q.calls;
                                mean.remasked += q.remasked;
                                seen.push_back(q.accuracy);
                            }
                        }
                    }
                }
                auto const count = static_cast<double>(seen.size());
                mean.calls /= count;
                mean.remasked /= count;
                mean.accuracy = spread_of(seen).mean;
                l.points.push_back(mean);
                l.accuracy.push_back(std::move(seen));
            }
            lines.push_back(std::move(l));
        }
    }
    return lines;
}

}  // namespace detail

/// One row for each rule, one column for each number of steps; no rows if nothing was measured.
inline grid table_of_samplers(comparison const& c) {
    auto const lines = detail::sampler_lines(c);
    std::vector<int> steps;
    for (auto const& l : lines) {
        for (auto const& p : l.points) {
            steps.push_back(p.steps);
        }
    }
    std::sort(steps.begin(), steps.end());
    steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
    grid g;
    g.columns.push_back({"rule", false, "arm and the rule that fills in its answers"});
    for (int const s : steps) {
        g.columns.push_back({std::to_string(s) + (s == 1 ? " step" : " steps"), true, about_samplers});
    }
    for (auto const& l : lines) {
        std::vector<std::string> row{l.name};
        for (int const s : steps) {
            auto const found = std::find_if(l.points.begin(), l.points.end(), [s](auto const& p) { return p.steps == s; });
            row.push_back(found == l.points.end()
                              ? std::string(dash)
                              : fixed(100.0 * found->accuracy, 1) + " (" + fixed(found->calls, 1) + ")");
        }
        g.rows.push_back(std::move(row));
    }
    return g;
}

/// One line for each rule; colours are those of the rules, not of the arms.
inline line_plot accuracy_against_calls(comparison const& c) {
    line_plot plot{"Sequences right everywhere against calls of the network, one line per rule",
                   {"calls of the network for a sequence", unit::plain, true},
                   {"sequences right", unit::share}};
    for (auto const& l : detail::sampler_lines(c)) {
        line drawn{l.name, {}, plot.lines.size()};
        for (std::size_t i = 0; i < l.points.size(); ++i) {
            spread const s = spread_of(l.accuracy[i]);
            auto const& p = l.points[i];
            point at{p.calls, s.mean, s.count < 2 ? unknown : s.least, s.count < 2 ? unknown : s.most};
            at.about = detail::tooltip(l.name, at, "with " + fixed(p.calls, 1) + " calls, " + std::to_string(p.steps) + " steps allowed");
            drawn.points.push_back(std::move(at));
        }
        // steps that change nothing any more would draw over each other
        drawn.points.erase(std::unique(drawn.points.begin(), drawn.points.end(),
                                       [](point const& a, point const& b) { return a.x == b.x && a.y == b.y; }),
                           drawn.points.end());
        plot.lines.push_back(std::move(drawn));
    }
    return plot;
}

}  // namespace lathe::report
