#pragma once
/// \file
/// What every plot has: a frame with grid, ticks and titles, marks, and the SVG element around it.
///
/// Colours, fonts and both themes come from the page's style sheet (style.hpp) by class names. Sizes are in pixels.

#include <lathe/report/axis.hpp>
#include <lathe/report/markup.hpp>

#include <cstddef>
#include <limits>
#include <string>

namespace lathe::report {

struct plot_size {
    double width = 720;
    double height = 380;
    bool labels = true;  // names beside the ends of the lines
};

inline std::string colour_class(std::size_t colour) { return "s" + std::to_string(colour % 8); }

/// The mark of a line's points: its shape is another one for neighbouring colours.
inline void draw_mark(markup& m, std::size_t colour, double x, double y, double size, std::string const& about = {}) {
    double const s = size;
    auto const move = [](double a, double b) { return coordinate(a) + " " + coordinate(b); };
    std::string path;
    switch (colour % 4) {
        case 0:
            path = "M" + move(x - s, y) + "a" + move(s, s) + " 0 1 0 " + move(2 * s, 0) + "a" + move(s, s) + " 0 1 0 " +
                   move(-2 * s, 0) + "z";
            break;
        case 1:
            path = "M" + move(x - s, y - s) + "h" + coordinate(2 * s) + "v" + coordinate(2 * s) + "h" +
                   coordinate(-2 * s) + "z";
            break;
        case 2:
            path = "M" + move(x, y - 1.2 * s) + "l" + move(1.2 * s, 2.2 * s) + "h" + coordinate(-2.4 * s) + "z";
            break;
        default:
            path = "M" + move(x, y - 1.3 * s) + "l" + move(1.3 * s, 1.3 * s) + "l" + move(-1.3 * s, 1.3 * s) + "l" +
                   move(-1.3 * s, -1.3 * s) + "z";
    }
    m.element("path", {{"class", "mark " + colour_class(colour)}, {"d", path}}, [&] {
        if (!about.empty()) {
            m.element("title", {}, about);
        }
    });
}

namespace detail {

inline constexpr double letter = 6.5;  // the width of one, on average

/// What line plots and bar plots have in common: frame, grid, ticks, titles.
class canvas {
public:
    canvas(markup& m, axis const& x, axis const& y, range xs, range ys, plot_size size, double right)
        : m_(m), size_(size), left_(50.0), right_(size.width - right), top_(26.0), bottom_(size.height - 44.0) {
        int const wanted_y = size.height < 200 ? 3 : 5;
        ys = widened(ys, y, wanted_y);
        across = {xs, left_, right_, x.logarithmic};
        up = {ys, bottom_, top_, y.logarithmic};
        m_.element("text", {{"class", "title"}, {"x", 4.0}, {"y", 13.0}}, y.title);
        auto const y_ticks = ticks(y, ys, wanted_y);
        int const digits = y_ticks.size() > 1 && y_ticks[1] - y_ticks[0] < 0.00999 ? 1 : 0;
        for (double const t : y_ticks) {
            m_.empty("line", {{"class", "grid"}, {"x1", left_}, {"x2", right_}, {"y1", up(t)}, {"y2", up(t)}});
            m_.element("text", {{"class", "tick"}, {"x", left_ - 7.0}, {"y", up(t) + 4.0}, {"text-anchor", "end"}},
                       tick_label(t, y.in, digits));
        }
        m_.empty("line", {{"class", "axis"}, {"x1", left_}, {"x2", right_}, {"y1", bottom_}, {"y2", bottom_}});
        double free = -std::numeric_limits<double>::infinity();
        for (double const t : ticks(x, xs, static_cast<int>((right_ - left_) / 85.0) + 1)) {
            std::string const label = tick_label(t, x.in, 0);
            double const half = 0.5 * letter * static_cast<double>(columns(label));
            m_.empty("line",
                     {{"class", "axis"}, {"x1", across(t)}, {"x2", across(t)}, {"y1", bottom_}, {"y2", bottom_ + 4.0}});
            if (across(t) - half > free) {
                m_.element("text",
                           {{"class", "tick"}, {"x", across(t)}, {"y", bottom_ + 18.0}, {"text-anchor", "middle"}},
                           label);
                free = across(t) + half + letter;
            }
        }
        m_.element(
            "text",
            {{"class", "title"}, {"x", 0.5 * (left_ + right_)}, {"y", size.height - 6.0}, {"text-anchor", "middle"}},
            x.title);
    }

    void nothing() {
        m_.element("text",
                   {{"class", "title"},
                    {"x", 0.5 * (left_ + right_)},
                    {"y", 0.5 * (top_ + bottom_)},
                    {"text-anchor", "middle"}},
                   "nothing to show yet");
    }

    scale across;
    scale up;

    double left() const { return left_; }
    double right() const { return right_; }
    double top() const { return top_; }
    double bottom() const { return bottom_; }

private:
    markup& m_;
    plot_size size_;
    double left_;
    double right_;
    double top_;
    double bottom_;
};

template <class Inside>
std::string picture(std::string const& about, plot_size size, Inside inside) {
    markup m;
    m.element("svg",
              {{"class", size.labels ? "wide" : "narrow"},
               {"viewBox", "0 0 " + coordinate(size.width) + " " + coordinate(size.height)},
               {"width", size.width},
               {"height", size.height},
               {"role", "img"},
               {"aria-label", about}},
              [&] { inside(m); });
    return m.text();
}

}  // namespace detail
}  // namespace lathe::report
