#pragma once
/// \file
/// A reader of markup that is strict about what pages must get right: tags that balance, attributes that are quoted,
/// text without stray brackets or ampersands, numbers that are numbers.

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lathe::test {

/// Empty if the markup is well-formed, else what is wrong first. The content of <style> is not looked at.
inline std::string malformed(std::string_view text) {
    std::vector<std::string> open;
    auto const is_entity = [](std::string_view rest) {
        return rest.starts_with("&amp;") || rest.starts_with("&lt;") || rest.starts_with("&gt;") ||
               rest.starts_with("&quot;") || rest.starts_with("&#39;");
    };
    std::size_t at = text.starts_with("<!DOCTYPE html>") ? 15 : 0;
    while (at < text.size()) {
        char const c = text[at];
        if (c == '>') return "a stray > at " + std::string(text.substr(at, 40));
        if (c == '&' && !is_entity(text.substr(at))) return "a stray & at " + std::string(text.substr(at, 40));
        if (c != '<') {
            ++at;
            continue;
        }
        auto const end = text.find('>', at);
        if (end == std::string_view::npos) return "an open tag at the end";
        std::string_view tag = text.substr(at + 1, end - at - 1);
        at = end + 1;
        if (tag.starts_with("/")) {
            if (open.empty() || open.back() != tag.substr(1)) return "a closing tag too many: " + std::string(tag);
            open.pop_back();
            continue;
        }
        bool const empty = tag.ends_with("/");
        tag.remove_suffix(empty ? 1 : 0);
        std::string const name(tag.substr(0, tag.find(' ')));
        tag.remove_prefix(name.size());
        while (!tag.empty()) {
            auto const equals = tag.find("=\"");
            auto const close = equals == std::string_view::npos ? equals : tag.find('"', equals + 2);
            if (tag[0] != ' ' || close == std::string_view::npos)
                return "attributes of <" + name + ">" + std::string(tag);
            std::string_view const value = tag.substr(equals + 2, close - equals - 2);
            if (value.find('<') != std::string_view::npos) return "a bracket in an attribute: " + std::string(value);
            for (std::size_t i = 0; i < value.size(); ++i) {
                if (value[i] == '&' && !is_entity(value.substr(i))) return "a stray & in " + std::string(value);
            }
            tag.remove_prefix(close + 1);
        }
        if (!empty) {
            open.push_back(name);
            if (name == "style") at = text.find("</style>", at);
        }
    }
    return open.empty() ? "" : "never closed: " + open.back();
}

/// The values of an attribute, in order.
inline std::vector<std::string> values_of(std::string_view text, std::string const& attribute) {
    std::vector<std::string> result;
    std::string const key = " " + attribute + "=\"";
    for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at)) {
        at += key.size();
        result.emplace_back(text.substr(at, text.find('"', at) - at));
    }
    return result;
}

inline std::size_t occurrences(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
    return count;
}

/// Whether every coordinate is a number: no NaN, no infinity, no dash.
inline bool numbers_only(std::string_view svg) {
    for (auto const* name : {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "d", "viewBox"}) {
        for (auto const& value : values_of(svg, name)) {
            bool const good = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
                return std::isdigit(static_cast<unsigned char>(c)) ||
                       std::string_view(" .-MLZHhvlaz").find(c) != std::string_view::npos;
            });
            if (!good) return false;
        }
    }
    return true;
}

}  // namespace lathe::test
