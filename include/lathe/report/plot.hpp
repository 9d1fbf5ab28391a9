#pragma once
/// \file
/// Small plots as inline SVG: lines with bands, and bars with whiskers.
///
/// A line has the colour class s0 .. s7 and, from the ninth on, a dash pattern. Points that are not finite, or not
/// positive on a logarithmic axis, are left out; a plot without points says so.

#include <lathe/report/axis.hpp>
#include <lathe/report/canvas.hpp>
#include <lathe/report/markup.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace lathe::report {

struct point {
    double x = unknown;
    double y = unknown;
    double low = unknown;  // of the band or whisker
    double high = unknown;
    std::string about{};  // shown when somebody points at it
    bool marked = false;  // gets a ring
};

struct line {
    std::string name{};
    std::vector<point> points{};
    std::size_t colour = 0;    // which line it is on the whole page
    bool provisional = false;  // from runs that have not finished: drawn dashed, and the name says so

    std::string shown_name() const { return provisional ? name + " (unfinished)" : name; }
};

struct line_plot {
    std::string about{};  // for who cannot see it
    axis x{};
    axis y{};
    std::vector<line> lines{};
    double reference = unknown;  // a horizontal line
    std::string reference_name{};
};

struct bar_plot {
    std::string about{};
    axis x{};
    axis y{};
    std::vector<point> bars{};  // x is a whole number
    std::size_t colour = 0;
    double most_x = unknown;  // room for this many, and this high, so that several plots compare
    double most_y = unknown;
};

inline std::string dash_class(line const& l) {
    return l.provisional ? " p" : l.colour >= 8 ? " d" + std::to_string(l.colour / 8 % 3) : "";
}

namespace detail {

inline constexpr double label_distance = 15.0;
inline constexpr std::size_t few = 12;  // of many points, about this many get a visible mark

inline bool drawable(point const& p, axis const& x, axis const& y) {
    return std::isfinite(p.x) && std::isfinite(p.y) && (!x.logarithmic || p.x > 0.0) && (!y.logarithmic || p.y > 0.0);
}

/// A name beside the end of a line.
struct end_label {
    std::string name;
    double x;  // where the line ends
    double y;
    double place;  // where the name stands
    std::size_t colour;
    bool reference;
};

/// Moves labels apart, keeping their order and staying between top and bottom as far as there is room.
inline void spread_out(std::vector<end_label>& labels, double top, double bottom) {
    std::sort(labels.begin(), labels.end(), [](end_label const& a, end_label const& b) {
        return std::tie(a.y, a.reference, a.colour) < std::tie(b.y, b.reference, b.colour);
    });
    double free = top;
    for (auto& l : labels) {
        l.place = std::max(l.y, free);
        free = l.place + label_distance;
    }
    double most = bottom;
    for (auto l = labels.rbegin(); l != labels.rend(); ++l) {
        l->place = std::min(l->place, most);
        most = l->place - label_distance;
    }
}

class line_drawer {
public:
    line_drawer(line_plot const& plot, plot_size size) : plot_(plot), size_(size) {
        for (line l : plot.lines) {
            std::erase_if(l.points, [&](point const& p) { return !drawable(p, plot.x, plot.y); });
            std::sort(l.points.begin(), l.points.end(),
                      [](point const& a, point const& b) { return std::tie(a.x, a.y) < std::tie(b.x, b.y); });
            for (auto const& p : l.points) {
                xs_.include(p.x);
                for (double const y : {p.y, p.low, p.high}) {
                    ys_.include(y);
                }
            }
            if (!l.points.empty()) {
                lines_.push_back(std::move(l));
            }
        }
        ys_.include(plot.reference);
        for (double const t : plot.x.at) {
            xs_.include(xs_.empty() ? unknown : t);
        }
        std::size_t longest = columns(plot.reference_name);
        for (auto const& l : lines_) {
            longest = std::max(longest, columns(l.shown_name()));
        }
        name_length_ = std::min<std::size_t>(longest, 26);
    }

    std::string draw() {
        return picture(plot_.about, size_, [&](markup& m) {
            double const right = size_.labels ? 34.0 + letter * static_cast<double>(name_length_) : 14.0;
            canvas frame(m, plot_.x, plot_.y, horizontal(), ys_, size_, right);
            if (lines_.empty()) {
                frame.nothing();
                return;
            }
            if (std::isfinite(plot_.reference)) {
                double const y = frame.up(plot_.reference);
                m.empty("line",
                        {{"class", "reference"}, {"x1", frame.left()}, {"x2", frame.right()}, {"y1", y}, {"y2", y}});
            }
            for (auto const& l : lines_) {
                band(m, frame, l);
            }
            for (auto const& l : lines_) {
                curve(m, frame, l);
            }
            for (auto const& l : lines_) {
                marks(m, frame, l);
            }
            if (size_.labels) {
                names(m, frame);
            }
        });
    }

private:
    range horizontal() const {
        // Linear ranges end where the points end: rounding them would waste a part of the width.
        if (plot_.x.logarithmic || xs_.empty() || almost_a_point(xs_)) {
            return widened(xs_, plot_.x, 5);
        }
        return xs_;
    }

    static std::string at(canvas const& frame, double x, double y) {
        return coordinate(frame.across(x)) + " " + coordinate(frame.up(y));
    }

    void band(markup& m, canvas const& frame, line const& l) const {
        std::string path;
        std::string back;
        for (auto const& p : l.points) {
            if (std::isfinite(p.low) && std::isfinite(p.high)) {
                path += (path.empty() ? "M" : "L") + at(frame, p.x, p.high);
                back = "L" + at(frame, p.x, p.low) + back;
            }
        }
        if (!path.empty()) {
            m.empty("path", {{"class", "band " + colour_class(l.colour)}, {"d", path + back + "Z"}});
        }
    }

    void curve(markup& m, canvas const& frame, line const& l) const {
        std::string path;
        for (auto const& p : l.points) {
            path += (path.empty() ? "M" : "L") + at(frame, p.x, p.y);
        }
        m.empty("path", {{"class", "line " + colour_class(l.colour) + dash_class(l)}, {"d", path}});
    }

    void marks(markup& m, canvas const& frame, line const& l) const {
        std::size_t const every = l.points.size() / (few + 1) + 1;
        for (std::size_t i = 0; i < l.points.size(); ++i) {
            auto const& p = l.points[i];
            double const x = frame.across(p.x);
            double const y = frame.up(p.y);
            if (p.marked) {
                m.empty("circle", {{"class", "ring " + colour_class(l.colour)}, {"cx", x}, {"cy", y}, {"r", 8.0}});
            }
            if ((l.points.size() - 1 - i) % every == 0) {
                draw_mark(m, l.colour, x, y, 3.6, p.about);
            } else {
                m.element("circle", {{"class", "touch"}, {"cx", x}, {"cy", y}, {"r", 5.0}},
                          [&] { m.element("title", {}, p.about); });
            }
        }
    }

    void names(markup& m, canvas const& frame) const {
        std::vector<end_label> labels;
        for (auto const& l : lines_) {
            auto const& end = l.points.back();
            double const y = frame.up(end.y);
            labels.push_back({l.shown_name(), frame.across(end.x), y, y, l.colour, false});
        }
        if (std::isfinite(plot_.reference)) {
            double const y = frame.up(plot_.reference);
            labels.push_back({plot_.reference_name, frame.right(), y, y, 0, true});
        }
        spread_out(labels, frame.top(), size_.height - 6.0);
        for (auto const& l : labels) {
            double const x = frame.right() + 12.0;
            if (!l.reference) {
                std::string const path = "M" + coordinate(l.x + 5.0) + " " + coordinate(l.y) + "L" +
                                         coordinate(frame.right() + 2.0) + " " + coordinate(l.y) + "L" + coordinate(x) +
                                         " " + coordinate(l.place);
                std::string const far = l.x < frame.right() - 60.0 ? " far" : "";
                m.empty("path", {{"class", "leader " + colour_class(l.colour) + far}, {"d", path}});
                draw_mark(m, l.colour, x + 4.0, l.place, 3.6);
            }
            m.element("text", {{"class", l.reference ? "name chance" : "name"}, {"x", x + 12.0}, {"y", l.place + 4.0}},
                      [&] {
                          m.words(shortened(l.name, name_length_));
                          if (columns(l.name) > name_length_) {
                              m.element("title", {}, l.name);
                          }
                      });
        }
    }

    line_plot const& plot_;
    plot_size size_;
    std::vector<line> lines_;
    range xs_;
    range ys_;
    std::size_t name_length_ = 0;
};

}  // namespace detail

inline std::string svg(line_plot const& plot, plot_size size = {}) { return detail::line_drawer(plot, size).draw(); }

inline std::string svg(bar_plot const& plot, plot_size size = {}) {
    range xs{1.0, 1.0};
    range ys{0.0, 0.0};
    std::vector<point> bars = plot.bars;
    std::erase_if(bars, [&](point const& p) { return !detail::drawable(p, plot.x, plot.y); });
    for (auto const& p : bars) {
        xs.include(p.x);
        for (double const y : {p.y, p.low, p.high}) {
            ys.include(y);
        }
    }
    xs.include(plot.most_x);
    ys.include(plot.most_y);
    return detail::picture(plot.about, size, [&](markup& m) {
        detail::canvas frame(m, plot.x, plot.y, {xs.least - 0.5, xs.most + 0.5}, ys, size, 8.0);
        if (bars.empty()) {
            frame.nothing();
            return;
        }
        double const step = frame.across(2.0) - frame.across(1.0);
        double const width = std::max(1.0, std::min(0.76 * step, 40.0));
        for (auto const& p : bars) {
            double const x = frame.across(p.x);
            m.element("rect",
                      {{"class", "bar " + colour_class(plot.colour)},
                       {"x", x - 0.5 * width},
                       {"y", frame.up(p.y)},
                       {"width", width},
                       {"height", std::max(0.0, frame.bottom() - frame.up(p.y))}},
                      [&] { m.element("title", {}, p.about); });
            if (std::isfinite(p.low) && std::isfinite(p.high)) {
                m.empty(
                    "line",
                    {{"class", "whisker"}, {"x1", x}, {"x2", x}, {"y1", frame.up(p.low)}, {"y2", frame.up(p.high)}});
            }
        }
    });
}

}  // namespace lathe::report
