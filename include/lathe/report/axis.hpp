#pragma once
/// \file
/// Axes of plots: the range they show, where numbers become pixels, ticks at round values and their labels.

#include <lathe/report/number.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

namespace lathe::report {

enum class unit { plain, whole, share, flop, milliseconds };

/// A number as the labels of an axis show it.
inline std::string shown(double x, unit u, int digits_of_percent = 1) {
    switch (u) {
        case unit::whole:
            return fixed(x, 0);
        case unit::share:
            return percent(x, digits_of_percent);
        case unit::flop:
            return quantity(x, "FLOP");
        case unit::milliseconds:
            return duration(1e-3 * x);
        default:
            return brief(x);
    }
}

/// The same without zeros that say nothing: 1 T, 500 \u00b5s.
inline std::string tick_label(double x, unit u, int digits_of_percent) {
    std::string text = u == unit::flop ? quantity(x) : shown(x, u, digits_of_percent);
    auto const end = std::min(text.find(' '), text.size());
    std::string number = text.substr(0, end);
    if (u != unit::share && number.find('.') != std::string::npos) {
        number.erase(number.find_last_not_of('0') + 1);
        number.erase(number.find_last_not_of('.') + 1);
    }
    return number + text.substr(end);
}

struct axis {
    std::string title{};
    unit in = unit::plain;
    bool logarithmic = false;  // only positive numbers can be shown then
    std::vector<double> at{};  // ticks exactly here, if there are any
};

/// The numbers an axis shows, from least to most.
struct range {
    double least = unknown;
    double most = unknown;

    bool empty() const { return !(least <= most); }
    void include(double x) {
        if (std::isfinite(x)) {
            least = empty() ? x : std::min(least, x);
            most = empty() ? x : std::max(most, x);
        }
    }
};

namespace detail {

/// 1, 2 or 5 times a power of ten, so that at most `wanted` steps cover the range.
inline double round_step(double width, int wanted) {
    double const raw = width / std::max(1, wanted);
    double const power = std::pow(10.0, std::floor(std::log10(raw)));
    for (double const factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= raw * (1.0 - 1e-9)) {
            return factor * power;
        }
    }
    return 10.0 * power;
}

inline std::vector<double> linear_ticks(range r, double step) {
    std::vector<double> result;
    double const first = std::ceil(r.least / step - 1e-9);
    double const count = std::floor(r.most / step + 1e-9) - first + 1.0;
    for (int i = 0; i < count; ++i) {
        result.push_back((first + i) * step);
    }
    return result;
}

/// Whether rounding errors are all that is between the ends.
inline bool almost_a_point(range r) {
    return r.most - r.least <= 1e-9 * std::max(std::fabs(r.least), std::fabs(r.most));
}

inline std::vector<double> logarithmic_ticks(range r, int wanted) {
    auto const decades_with = [&](std::vector<double> const& factors, int every) {
        std::vector<double> result;
        for (int power = static_cast<int>(std::floor(std::log10(r.least))); std::pow(10.0, power) <= r.most; ++power) {
            for (double const factor : factors) {
                double const x = factor * std::pow(10.0, power);
                if (power % every == 0 && x >= r.least * (1.0 - 1e-9) && x <= r.most * (1.0 + 1e-9)) {
                    result.push_back(x);
                }
            }
        }
        return result;
    };
    for (auto const& factors : {std::vector<double>{1.0}, std::vector<double>{1.0, 2.0, 5.0}}) {
        auto const ticks = decades_with(factors, 1);
        if (ticks.size() >= 3 && static_cast<int>(ticks.size()) <= wanted + 2) {
            return ticks;
        }
    }
    auto const decades = decades_with({1.0}, 1).size();
    if (decades >= 3) {
        return decades_with({1.0}, static_cast<int>(decades) / std::max(2, wanted) + 1);
    }
    return linear_ticks(r, round_step(r.most - r.least, wanted));
}

}  // namespace detail

/// A range as an axis shows it: never empty, never a point, its ends round if the axis is linear. Shares stay in 0
/// .. 1.
inline range widened(range r, axis const& a, int wanted) {
    if (r.empty() || (a.logarithmic && !(r.least > 0.0))) {
        r = a.logarithmic ? range{1.0, 10.0} : range{0.0, 1.0};
    }
    if (a.logarithmic) {
        double const room = !detail::almost_a_point(r) ? std::pow(r.most / r.least, 0.03) : 2.0;
        return {r.least / room, r.most * room};
    }
    if (detail::almost_a_point(r)) {
        double const room = a.in == unit::share   ? 0.05
                            : a.in == unit::whole ? 1.0
                                                  : std::max(1e-3, 0.1 * std::fabs(r.least));
        r = {r.least - room, r.most + room};
    }
    double const step = detail::round_step(r.most - r.least, wanted);
    range result{std::floor(r.least / step + 1e-9) * step, std::ceil(r.most / step - 1e-9) * step};
    if (a.in == unit::share && r.least >= 0.0 && r.most <= 1.0 + 1e-9) {
        result = {std::max(0.0, result.least), std::min(1.0, result.most)};
    }
    return result;
}

/// Where the ticks of an axis are; about `wanted`.
inline std::vector<double> ticks(axis const& a, range r, int wanted) {
    if (!a.at.empty()) {
        std::vector<double> inside;
        std::copy_if(a.at.begin(), a.at.end(), std::back_inserter(inside),
                     [&](double x) { return x >= r.least && x <= r.most; });
        return inside;
    }
    if (a.logarithmic) {
        return detail::logarithmic_ticks(r, wanted);
    }
    double const step = detail::round_step(r.most - r.least, wanted);
    return detail::linear_ticks(r, a.in == unit::whole ? std::max(1.0, step) : step);
}

/// From numbers to pixels.
struct scale {
    range numbers;
    double from = 0.0;
    double to = 1.0;
    bool logarithmic = false;

    double operator()(double x) const {
        double const part = logarithmic ? std::log(x / numbers.least) / std::log(numbers.most / numbers.least)
                                        : (x - numbers.least) / (numbers.most - numbers.least);
        return from + part * (to - from);
    }
};

}  // namespace lathe::report
