#pragma once
/// \file
/// Writes HTML and SVG that are well-formed by construction: elements close themselves, texts and attributes are
/// escaped.

#include <lathe/report/number.hpp>
#include <lathe/report/text.hpp>

#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace lathe::report {

/// Safe between tags and between quotes, and UTF-8 whatever it was.
inline std::string escaped(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        auto const [value, size] = first_code_point(text);
        bool const forbidden = (value < 0x20 && value != '\n' && value != '\t') || value == 0x7F || value == 0xFFFE ||
                               value == 0xFFFF || value == 0xFFFD;
        switch (value) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            case '\'':
                result += "&#39;";
                break;
            default:
                result += forbidden ? "\uFFFD" : text.substr(0, size);
        }
        text.remove_prefix(size);
    }
    return result;
}

/// A number in a picture: at most two digits after the point, never anything but a number.
inline std::string coordinate(double x) {
    std::string text = fixed(std::isfinite(x) ? x : 0.0, 2);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') {
        text.pop_back();
    }
    return text;
}

struct attribute {
    std::string_view name;
    std::string value;

    attribute(std::string_view n, std::string_view v) : name(n), value(v) {}
    attribute(std::string_view n, char const* v) : name(n), value(v) {}
    attribute(std::string_view n, std::string v) : name(n), value(std::move(v)) {}
    attribute(std::string_view n, double v) : name(n), value(coordinate(v)) {}
};

class markup {
public:
    /// <name ...>whatever `inside` writes</name>
    template <class Inside>
    void element(std::string_view name, std::initializer_list<attribute> attributes, Inside inside)
        requires requires { inside(); }
    {
        tag(name, attributes, ">");
        inside();
        text_ += "</" + std::string(name) + ">";
    }

    /// <name ...>text</name>
    void element(std::string_view name, std::initializer_list<attribute> attributes, std::string_view text) {
        element(name, attributes, [&] { words(text); });
    }

    /// <name .../>
    void empty(std::string_view name, std::initializer_list<attribute> attributes) { tag(name, attributes, "/>"); }

    void words(std::string_view text) { text_ += escaped(text); }
    void line() { text_ += "\n"; }

    /// As it is: for what this class or a constant wrote.
    void raw(std::string_view text) { text_ += text; }

    std::string const& text() const { return text_; }

private:
    void tag(std::string_view name, std::initializer_list<attribute> attributes, std::string_view end) {
        text_ += "<" + std::string(name);
        for (auto const& a : attributes) {
            text_ += " " + std::string(a.name) + "=\"" + escaped(a.value) + "\"";
        }
        text_ += end;
    }

    std::string text_;
};

}  // namespace lathe::report
