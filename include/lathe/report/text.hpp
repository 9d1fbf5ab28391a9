#pragma once
/// \file
/// Text in UTF-8 as something to be laid out: how many columns it takes, where it may be broken.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lathe::report {

/// A code point and the bytes it takes; U+FFFD and one byte where the text is not UTF-8.
struct code_point {
    char32_t value = 0xFFFD;
    std::size_t size = 1;
};

/// The first code point of a text that is not empty.
inline code_point first_code_point(std::string_view text) {
    auto const lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) {
        return {lead, 1};
    }
    std::size_t const size = lead >= 0xF0 && lead < 0xF5   ? 4
                             : lead >= 0xE0 && lead < 0xF0 ? 3
                             : lead >= 0xC2 && lead < 0xE0 ? 2
                                                           : 1;
    if (size == 1 || size > text.size()) {
        return {};
    }
    auto value = static_cast<char32_t>(lead & (0xFF >> (size + 1)));
    for (std::size_t i = 1; i < size; ++i) {
        auto const next = static_cast<unsigned char>(text[i]);
        if ((next & 0xC0) != 0x80) {
            return {};
        }
        value = (value << 6) | (next & 0x3F);
    }
    constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    bool const surrogate = value >= 0xD800 && value < 0xE000;
    return value < least[size] || value > 0x10FFFF || surrogate ? code_point{} : code_point{value, size};
}

/// Columns of a terminal that a text takes.
inline std::size_t columns(std::string_view text) {
    std::size_t sum = 0;
    while (!text.empty()) {
        auto const [c, size] = first_code_point(text);
        text.remove_prefix(size);
        bool const combining = (c >= 0x300 && c < 0x370) || c == 0x200B || c == 0x200D || (c >= 0xFE00 && c < 0xFE10);
        bool const wide = (c >= 0x1100 && c < 0x1160) || (c >= 0x2E80 && c < 0xA4D0) || (c >= 0xAC00 && c < 0xD7A4) ||
                          (c >= 0xF900 && c < 0xFB00) || (c >= 0xFE30 && c < 0xFE70) || (c >= 0xFF00 && c < 0xFF61) ||
                          (c >= 0x1F300 && c < 0x1FB00) || (c >= 0x20000 && c < 0x40000);
        sum += combining ? 0 : wide ? 2 : 1;
    }
    return sum;
}

/// The longest beginning that takes at most `width` columns.
inline std::string_view beginning(std::string_view text, std::size_t width) {
    std::size_t taken = 0;
    std::size_t end = 0;
    while (end < text.size()) {
        auto const size = first_code_point(text.substr(end)).size;
        taken += columns(text.substr(end, size));
        if (taken > width) {
            break;
        }
        end += size;
    }
    return text.substr(0, end);
}

/// Cut to `width` columns, with an ellipsis if something had to go. Requires width > 0.
inline std::string shortened(std::string_view text, std::size_t width) {
    return columns(text) <= width ? std::string(text) : std::string(beginning(text, width - 1)) + "\u2026";
}

/// On one line and without control characters, which a terminal might obey.
inline std::string tame(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        auto const [value, size] = first_code_point(text);
        bool const control = value < 0x20 || (value >= 0x7F && value < 0xA0);
        bool const broken = value == 0xFFFD;
        result += control ? " " : broken ? "\uFFFD" : text.substr(0, size);
        text.remove_prefix(size);
    }
    return result;
}

/// Padded with spaces to `width` columns.
inline std::string padded(std::string_view text, std::size_t width, bool right = false) {
    std::string const space(width - std::min(width, columns(text)), ' ');
    return right ? space + std::string(text) : std::string(text) + space;
}

/// Broken into lines of at most `width` columns: at spaces; a word that is too long after its last of _ , : < > ( ) /
/// that fits; else anywhere. Requires width >= 2.
inline std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    std::vector<std::string> lines(1);
    while (!text.empty()) {
        auto const space = text.find(' ');
        auto word = text.substr(0, space);
        text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
        while (!word.empty()) {
            std::string& line = lines.back();
            std::size_t const gap = line.empty() ? 0 : 1;
            if (columns(line) + gap + columns(word) <= width) {
                line += std::string(gap, ' ') + std::string(word);
                break;
            }
            if (gap == 1) {
                lines.emplace_back();
                continue;
            }
            auto part = beginning(word, width);
            auto const seam = part.find_last_of("_,:<>()/");
            part = seam == std::string_view::npos ? part : part.substr(0, seam + 1);
            line = std::string(part);
            lines.emplace_back();
            word.remove_prefix(part.size());
        }
    }
    if (lines.size() > 1 && lines.back().empty()) {
        lines.pop_back();
    }
    return lines;
}

}  // namespace lathe::report
