#pragma once
/// \file
/// The plots of a comparison: which numbers go where. Means over seeds, with a band from the worst seed to the best.
///
/// Seeds that measured at different moments are brought together by linear interpolation, only where all of them have
/// measured. Of an arm, finished runs are shown; as long as there is none, the unfinished ones, as a dashed line.

#include <lathe/report/number.hpp>
#include <lathe/report/plot.hpp>
#include <lathe/report/ranking.hpp>
#include <lathe/report/spread.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace lathe::report {

namespace detail {

inline constexpr std::size_t most_points = 160;

struct xy {
    double x;
    double y;
    bool operator<(xy const& other) const { return x < other.x; }
};

/// The runs that are shown, and whether they are unfinished ones.
inline std::pair<std::vector<run const*>, bool> shown_runs(arm const& a) {
    std::vector<run const*> finished;
    std::vector<run const*> others;
    for (auto const& r : a.runs) {
        (r.finished ? finished : others).push_back(&r);
    }
    return finished.empty() ? std::pair(others, true) : std::pair(finished, false);
}

/// The value at x of a curve with rising x. Requires x inside it.
inline double between(std::vector<xy> const& curve, double x) {
    auto const next =
        std::lower_bound(curve.begin(), curve.end(), x, [](xy const& p, double value) { return p.x < value; });
    if (next->x == x || next == curve.begin()) {
        return next->y;
    }
    auto const before = next - 1;
    return before->y + (next->y - before->y) * (x - before->x) / (next->x - before->x);
}

/// One curve per seed becomes one line.
inline std::vector<point> mean_of_curves(std::vector<std::vector<xy>> curves) {
    std::erase_if(curves, [](auto const& curve) { return curve.empty(); });
    if (curves.empty()) {
        return {};
    }
    range common{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    std::vector<double> grid;
    for (auto& curve : curves) {
        std::sort(curve.begin(), curve.end());
        common = {std::max(common.least, curve.front().x), std::min(common.most, curve.back().x)};
        for (auto const& p : curve) {
            grid.push_back(p.x);
        }
    }
    std::erase_if(grid, [&](double x) { return x < common.least || x > common.most; });
    std::sort(grid.begin(), grid.end());
    // Seeds with the same plan may differ in the last digits of what a step cost.
    grid.erase(std::unique(grid.begin(), grid.end(), [](double a, double b) { return b - a <= 1e-9 * std::fabs(b); }),
               grid.end());
    std::size_t const every = grid.size() / (most_points + 1) + 1;
    std::vector<point> result;
    for (std::size_t i = 0; i < grid.size(); ++i) {
        // The last one is what people look for.
        if ((grid.size() - 1 - i) % every == 0) {
            std::vector<double> values;
            for (auto const& curve : curves) {
                values.push_back(between(curve, grid[i]));
            }
            spread const s = spread_of(values);
            result.push_back({grid[i], s.mean, s.count < 2 ? unknown : s.least, s.count < 2 ? unknown : s.most});
        }
    }
    return result;
}

/// "huginn: 95.0 % (94.0 .. 96.0) at 2.00 TFLOP"
inline std::string tooltip(std::string const& name, point const& p, std::string const& where) {
    std::string text = name + ": " + percent(p.y);
    if (std::isfinite(p.low)) {
        text += " (" + fixed(100.0 * p.low, 1) + " .. " + fixed(100.0 * p.high, 1) + ")";
    }
    return text + " " + where;
}

/// One line per arm from `curve(run)`; `where(x)` ends the tooltips.
template <class Curve, class Where>
std::vector<line> lines_of(comparison const& c, Curve curve, Where where) {
    std::vector<line> result;
    for (std::size_t i = 0; i < c.arms.size(); ++i) {
        auto const [runs, provisional] = shown_runs(c.arms[i]);
        std::vector<std::vector<xy>> curves;
        for (auto const* r : runs) {
            std::vector<xy> one = curve(*r);
            std::erase_if(one, [](xy const& p) { return !std::isfinite(p.x) || !std::isfinite(p.y); });
            curves.push_back(std::move(one));
        }
        line l{c.arms[i].name, mean_of_curves(std::move(curves)), i, provisional};
        for (auto& p : l.points) {
            p.about = tooltip(l.name, p, where(p.x));
        }
        if (!l.points.empty()) {
            result.push_back(std::move(l));
        }
    }
    return result;
}

inline void add_chance(line_plot& plot, comparison const& c) {
    plot.reference = c.chance;
    plot.reference_name = std::isfinite(c.chance) ? "guessing " + percent(c.chance) : "";
}

}  // namespace detail

inline line_plot accuracy_against_flops(comparison const& c) {
    line_plot plot{"Accuracy against training work, one line per variant",
                   {"training work (FLOP)", unit::flop, true},
                   {"accuracy", unit::share}};
    plot.lines = detail::lines_of(
        c,
        [](run const& r) {
            std::vector<detail::xy> curve;
            for (auto const& p : r.training) {
                curve.push_back({p.training_flops > 0.0 ? p.training_flops : unknown, p.accuracy});
            }
            return curve;
        },
        [](double x) { return "after " + quantity(x, "FLOP"); });
    detail::add_chance(plot, c);
    return plot;
}

namespace detail {

/// The depth points of a run, by loops.
inline std::vector<xy> depth_curve(run const& r) {
    std::vector<xy> curve;
    for (auto const& p : r.depth) {
        curve.push_back({static_cast<double>(p.loops), p.accuracy});
    }
    return curve;
}

/// What one sequence takes with this many loops, on average over seeds.
inline double time_with(arm const& a, double loops) {
    std::vector<double> times;
    for (auto const* r : shown_runs(a).first) {
        for (auto const& p : r->depth) {
            if (p.loops == static_cast<int>(loops)) {
                times.push_back(p.milliseconds_per_sequence);
            }
        }
    }
    return spread_of(times).mean;
}

}  // namespace detail

/// Arms with depth points only; the number of loops in training has a ring.
inline line_plot accuracy_against_loops(comparison const& c) {
    line_plot plot{"Accuracy against the number of " + tame(c.turns) + " when answering, one line per variant",
                   {tame(c.turns) + " when answering", unit::whole, c.turns == "loops"},
                   {"accuracy", unit::share}};
    plot.lines = detail::lines_of(c, detail::depth_curve, [&](double x) { return "with " + fixed(x, 0) + " " + tame(c.turns); });
    for (auto& l : plot.lines) {
        for (auto& p : l.points) {
            p.marked = static_cast<int>(p.x) == c.arms[l.colour].trained_loops;
            p.about += p.marked ? ", as in training" : "";
            plot.x.at.push_back(p.x);
        }
    }
    std::sort(plot.x.at.begin(), plot.x.at.end());
    plot.x.at.erase(std::unique(plot.x.at.begin(), plot.x.at.end()), plot.x.at.end());
    // A logarithmic axis has no place for no loop at all.
    plot.x.logarithmic = !plot.x.at.empty() && plot.x.at.front() > 0.0;
    detail::add_chance(plot, c);
    return plot;
}

/// What an answer costs: one point per arm, or a line if it was tried with several numbers of loops.
inline line_plot accuracy_against_time(comparison const& c) {
    line_plot plot{"Accuracy against the time one sequence takes, one line or point per variant",
                   {"time for one sequence", unit::milliseconds, true},
                   {"accuracy", unit::share}};
    plot.lines = detail::lines_of(c, detail::depth_curve, [](double) { return std::string(); });
    for (auto& l : plot.lines) {
        arm const& a = c.arms[l.colour];
        for (auto& p : l.points) {
            int const loops = static_cast<int>(p.x);
            p.marked = loops == a.trained_loops;
            p.x = detail::time_with(a, p.x);
            p.about = detail::tooltip(l.name, p, "in " + duration(1e-3 * p.x) + ", " + fixed(loops, 0) + " loops");
        }
        std::erase_if(l.points, [](point const& p) { return !(p.x > 0.0) || !std::isfinite(p.x); });
    }
    std::erase_if(plot.lines, [](line const& l) { return l.points.empty(); });
    for (std::size_t i = 0; i < c.arms.size(); ++i) {
        bool const there =
            std::any_of(plot.lines.begin(), plot.lines.end(), [&](line const& l) { return l.colour == i; });
        spread const s = over_runs(c.arms[i], &run::accuracy);
        double const x = c.arms[i].milliseconds_per_sequence;
        if (!there && s.count > 0 && x > 0.0 && std::isfinite(x)) {
            point p{x, s.mean, s.count < 2 ? unknown : s.least, s.count < 2 ? unknown : s.most};
            p.about = detail::tooltip(c.arms[i].name, p, "in " + duration(1e-3 * x));
            plot.lines.push_back({c.arms[i].name, {p}, i});
        }
    }
    std::sort(plot.lines.begin(), plot.lines.end(), [](line const& a, line const& b) { return a.colour < b.colour; });
    detail::add_chance(plot, c);
    return plot;
}

inline line_plot accuracy_by_position(comparison const& c) {
    line_plot plot{"Accuracy at each position of the sequence, one line per variant",
                   {"position in the sequence, from 1", unit::whole},
                   {"accuracy", unit::share}};
    plot.lines = detail::lines_of(
        c,
        [](run const& r) {
            std::vector<detail::xy> curve;
            for (std::size_t i = 0; i < r.accuracy_by_position.size(); ++i) {
                curve.push_back({static_cast<double>(i + 1), r.accuracy_by_position[i]});
            }
            return curve;
        },
        [](double x) { return "at position " + fixed(x, 0); });
    detail::add_chance(plot, c);
    return plot;
}

/// When the loops stopped: one plot per arm that has a histogram, all with the same axes.
inline std::vector<bar_plot> halting(comparison const& c) {
    std::vector<bar_plot> result;
    range xs{1.0, 1.0};
    range ys{0.0, 0.0};
    for (std::size_t i = 0; i < c.arms.size(); ++i) {
        auto const runs = detail::shown_runs(c.arms[i]).first;
        std::size_t most = 0;
        for (auto const* r : runs) {
            most = std::max(most, r->halting.size());
        }
        bar_plot plot{"When " + c.arms[i].name + " stopped", {"steps", unit::whole}, {"share", unit::share}, {}, i};
        for (std::size_t k = 0; k < most; ++k) {
            std::vector<double> shares;
            for (auto const* r : runs) {
                if (!r->halting.empty()) {
                    shares.push_back(k < r->halting.size() ? r->halting[k] : 0.0);
                }
            }
            spread const s = spread_of(shares);
            point p{static_cast<double>(k + 1), s.mean, s.count < 2 ? unknown : s.least,
                    s.count < 2 ? unknown : s.most};
            p.about = detail::tooltip(c.arms[i].name, p, "stopped after " + fixed(p.x, 0));
            plot.bars.push_back(std::move(p));
        }
        // A bound that nobody reached would squeeze what there is to see.
        while (plot.bars.size() > 1 && !(plot.bars.back().y > 0.0)) {
            plot.bars.pop_back();
        }
        for (auto const& p : plot.bars) {
            xs.include(p.x);
            ys.include(std::isfinite(p.high) ? p.high : p.y);
        }
        if (!plot.bars.empty()) {
            result.push_back(std::move(plot));
        }
    }
    for (auto& plot : result) {
        plot.most_x = xs.most;
        plot.most_y = ys.most;
    }
    return result;
}

/// The mean of a histogram of steps.
inline double mean_steps(bar_plot const& plot) {
    double sum = 0.0;
    double all = 0.0;
    for (auto const& p : plot.bars) {
        sum += std::isfinite(p.y) ? p.x * p.y : 0.0;
        all += std::isfinite(p.y) ? p.y : 0.0;
    }
    return all > 0.0 ? sum / all : unknown;
}

}  // namespace lathe::report
