#pragma once
/// \file
/// Numbers as people read them: 51.4 k, 1.2 MFLOP, 3.1 KiB, 97.3 %, 2 h 5 min. Always with a point, in any locale.
///
/// What is not finite becomes a dash. Quantities get three digits; 1000 of a unit is the next unit, after rounding.

#include <lathe/report/spread.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

namespace lathe::report {

inline constexpr std::string_view dash = "\u2013";
inline constexpr std::string_view minus = "\u2212";
inline constexpr std::string_view plus_minus = "\u00b1";

/// With this many digits after the point.
inline std::string fixed(double x, int digits) {
    if (!std::isfinite(x)) {
        return std::string(dash);
    }
    std::array<char, 400> buffer;
    auto const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, std::chars_format::fixed, digits);
    std::string text(buffer.data(), end.ptr);
    // No negative zero.
    return text.front() == '-' && text.find_first_of("123456789") == std::string::npos ? text.substr(1) : text;
}

/// With three digits, at most: 1.23, 12.3, 123, 1234; whole numbers stay whole.
inline std::string brief(double x) {
    if (!std::isfinite(x) || x == std::round(x)) {
        return fixed(x, 0);
    }
    double const size = std::fabs(x);
    if (size < 1e-3) {
        std::array<char, 40> buffer;
        auto const end =
            std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, std::chars_format::scientific, 1);
        return {buffer.data(), end.ptr};
    }
    return fixed(x, size < 0.995 ? 3 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

namespace detail {

/// Divides by `step` until three digits are enough. Prefixes are separated from the number by a space.
template <std::size_t N>
std::string with_prefix(double x, double step, std::array<std::string_view, N> const& prefixes, std::string_view unit) {
    if (!std::isfinite(x)) {
        return std::string(dash);
    }
    std::size_t prefix = 0;
    while (prefix + 1 < N && std::fabs(x) >= step - 0.5) {
        x /= step;
        ++prefix;
    }
    std::string digits = brief(x);
    // 1 k of something that was rounded is 1.00 k.
    if (prefix > 0 && digits.find('.') == std::string::npos && std::fabs(x) < 99.95) {
        digits = fixed(x, std::fabs(x) < 9.995 ? 2 : 1);
    }
    std::string const name = std::string(prefixes[prefix]) + std::string(unit);
    return name.empty() ? digits : digits + " " + name;
}

}  // namespace detail

/// 51.4 k, 1.20 MFLOP.
inline std::string quantity(double x, std::string_view unit = {}) {
    constexpr std::array<std::string_view, 8> prefixes{"", "k", "M", "G", "T", "P", "E", "Z"};
    return detail::with_prefix(x, 1000.0, prefixes, unit);
}

/// 3.10 KiB.
inline std::string bytes(double x) {
    constexpr std::array<std::string_view, 6> prefixes{"", "Ki", "Mi", "Gi", "Ti", "Pi"};
    return detail::with_prefix(x, 1024.0, prefixes, "B");
}

/// A share as a percentage.
inline std::string percent(double share, int digits = 1) {
    return std::isfinite(share) ? fixed(100.0 * share, digits) + " %" : std::string(dash);
}

/// A span of time: 0.42 ms, 12.3 s, 3 min 20 s, 2 h 5 min, 3 d 4 h.
inline std::string duration(double seconds) {
    if (!std::isfinite(seconds)) {
        return std::string(dash);
    }
    if (seconds < 59.95) {
        bool const micro = seconds < 0.9995e-3;
        bool const milli = seconds < 0.9995;
        return seconds == 0.0 ? "0 s"
               : micro        ? brief(1e6 * seconds) + " \u00b5s"
               : milli        ? brief(1e3 * seconds) + " ms"
                              : brief(seconds) + " s";
    }
    struct unit {
        double seconds;
        std::string_view name;
        double of_next;
        std::string_view next;
    };
    constexpr std::array<unit, 3> units{
        {{60.0, " min", 1.0, " s"}, {3600.0, " h", 60.0, " min"}, {86400.0, " d", 3600.0, " h"}}};
    unit const u = seconds < 3599.5 ? units[0] : seconds < 86370.0 ? units[1] : units[2];
    double const small = std::round(seconds / u.of_next);
    double const ratio = u.seconds / u.of_next;
    double const rest = std::fmod(small, ratio);
    std::string text = fixed(std::floor(small / ratio), 0) + std::string(u.name);
    return rest == 0.0 ? text : text + " " + fixed(rest, 0) + std::string(u.next);
}

/// 97.3 \u00b1 0.4 for shares in percent, without the sign; the deviation only if there are two seeds.
inline std::string percent_spread(spread const& s, int digits = 1) {
    std::string text = fixed(100.0 * s.mean, digits);
    if (std::isfinite(s.deviation)) {
        text += " " + std::string(plus_minus) + " " + fixed(100.0 * s.deviation, digits);
    }
    return text;
}

/// 1.234 \u00b1 0.056.
inline std::string plain_spread(spread const& s, int digits = 3) {
    std::string text = fixed(s.mean, digits);
    if (std::isfinite(s.deviation)) {
        text += " " + std::string(plus_minus) + " " + fixed(s.deviation, digits);
    }
    return text;
}

/// 96.9 .. 97.7 for shares in percent, with two seeds or more.
inline std::string percent_range(spread const& s, int digits = 1) {
    return s.count < 2 ? std::string(dash) : fixed(100.0 * s.least, digits) + " .. " + fixed(100.0 * s.most, digits);
}

/// "three", "12".
inline std::string count_word(std::size_t count) {
    constexpr std::array<std::string_view, 10> words{"no",   "one", "two",   "three", "four",
                                                     "five", "six", "seven", "eight", "nine"};
    return count < words.size() ? std::string(words[count]) : std::to_string(count);
}

}  // namespace lathe::report
