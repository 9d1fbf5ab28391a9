#pragma once
/// \file
/// A table of texts, for a terminal and as Markdown.
///
/// For a terminal (UTF-8) headings and the first column are wrapped; columns that do not fit beside each other follow
/// below, again after the first column. No line is longer than `width`, unless a single column is.

#include <lathe/report/text.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lathe::report {

struct grid {
    struct column {
        std::string title;
        bool right = true;    // aligned to the right, as numbers are
        std::string about{};  // what the numbers are, for who points at the title
    };
    std::vector<column> columns{};
    std::vector<std::vector<std::string>> rows{};  // as many cells each as there are columns
};

namespace detail {

class grid_for_terminal {
public:
    grid_for_terminal(grid const& g, std::size_t width) : grid_(g), width_(width) {
        for (std::size_t c = 0; c < g.columns.size(); ++c) {
            std::size_t widest = 2;
            for (auto const& row : g.rows) {
                widest = std::max(widest, columns(row[c]));
            }
            // A heading is wrapped, but its words are not broken.
            for (auto const& word : wrapped(g.columns[c].title, 1'000)) {
                std::string_view rest = word;
                while (!rest.empty()) {
                    auto const end = std::min(rest.find(' '), rest.size());
                    widest = std::max(widest, columns(rest.substr(0, end)));
                    rest.remove_prefix(std::min(end + 1, rest.size()));
                }
            }
            widths_.push_back(widest);
        }
        // The first column gives way so that the others fit, as far as that helps.
        std::size_t others = 0;
        for (std::size_t c = 1; c < widths_.size(); ++c) {
            others += gap + widths_[c];
        }
        std::size_t const usual = std::max(least_first, width / 4);
        std::size_t const left = others + least_first <= width ? std::max(least_first, width - others) : usual;
        if (!widths_.empty()) {
            widths_[0] = std::min(widths_[0], std::max(left, least_first));
        }
    }

    std::string text() const {
        std::string result;
        for (std::size_t from = 1; from < widths_.size() || from == 1;) {
            std::vector<std::size_t> shown{0};
            std::size_t total = widths_[0];
            while (from < widths_.size() && (shown.size() == 1 || total + gap + widths_[from] <= width_)) {
                total += gap + widths_[from];
                shown.push_back(from++);
            }
            result += result.empty() ? "" : "\n";
            append(result, shown, total);
            if (widths_.size() == 1) {
                break;
            }
        }
        return result;
    }

private:
    static constexpr std::size_t gap = 2;
    static constexpr std::size_t least_first = 16;

    void append(std::string& result, std::vector<std::size_t> const& shown, std::size_t total) const {
        std::vector<std::string> titles;
        for (auto const& column : grid_.columns) {
            titles.push_back(column.title);
        }
        append_row(result, shown, titles, true);
        for (std::size_t i = 0; i < total; ++i) {
            result += "\u2500";
        }
        result += "\n";
        for (auto const& row : grid_.rows) {
            append_row(result, shown, row, false);
        }
    }

    /// Headings stand on the line below them, cells hang from the line above.
    void append_row(std::string& result, std::vector<std::size_t> const& shown, std::vector<std::string> const& cells,
                    bool heading) const {
        std::vector<std::vector<std::string>> lines;
        std::size_t height = 0;
        for (auto const c : shown) {
            lines.push_back(wrapped_cell(cells[c], c, heading));
            height = std::max(height, lines.back().size());
        }
        for (std::size_t y = 0; y < height; ++y) {
            std::string line;
            for (std::size_t i = 0; i < shown.size(); ++i) {
                std::size_t const above = heading ? height - lines[i].size() : 0;
                std::string const cell = y >= above && y - above < lines[i].size() ? lines[i][y - above] : "";
                line +=
                    std::string(i == 0 ? 0 : gap, ' ') + padded(cell, widths_[shown[i]], grid_.columns[shown[i]].right);
            }
            result += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
        }
    }

    std::vector<std::string> wrapped_cell(std::string const& cell, std::size_t c, bool heading) const {
        // Cells of numbers are aligned by their own trailing spaces, which wrapping would eat.
        return heading || c == 0 ? wrapped(cell, widths_[c]) : std::vector<std::string>{cell};
    }

    grid const& grid_;
    std::size_t width_;
    std::vector<std::size_t> widths_;
};

/// One line; what Markdown would take for a border, a tag or emphasis is escaped.
inline std::string markdown_text(std::string_view text) {
    std::string result;
    for (char const c : tame(text)) {
        if (std::string_view("\\`*_{}[]<>#|~&").find(c) != std::string_view::npos) {
            result += '\\';
        }
        result += c;
    }
    return result;
}

/// As code, where only the border of a cell is special. A text with a backtick stays text.
inline std::string markdown_code(std::string_view text) {
    if (text.find('`') != std::string_view::npos) {
        return markdown_text(text);
    }
    std::string result = "`";
    for (char const c : tame(text)) {
        result += c == '|' ? "\\|" : std::string(1, c);
    }
    return result + "`";
}

}  // namespace detail

inline std::string for_terminal(grid const& g, std::size_t width = 150) {
    return g.columns.empty() ? "" : detail::grid_for_terminal(g, width).text();
}

/// The first column is set as code. `emphasised[row]` puts a row in bold letters; it may be shorter than there are
/// rows.
inline std::string for_markdown(grid const& g, std::vector<bool> const& emphasised = {}) {
    std::string text = "|";
    std::string rule = "|";
    for (auto const& column : g.columns) {
        text += " " + detail::markdown_text(column.title) + " |";
        rule += column.right ? " ---: |" : " :--- |";
    }
    text += "\n" + rule + "\n";
    for (std::size_t r = 0; r < g.rows.size(); ++r) {
        std::string const mark = r < emphasised.size() && emphasised[r] ? "**" : "";
        text += "|";
        for (std::size_t c = 0; c < g.rows[r].size(); ++c) {
            auto const& cell = g.rows[r][c];
            std::string const trimmed = cell.substr(0, cell.find_last_not_of(' ') + 1);
            std::string const safe = c == 0 ? detail::markdown_code(trimmed) : detail::markdown_text(trimmed);
            text += " " + (trimmed.empty() ? "" : mark + safe + mark) + " |";
        }
        text += "\n";
    }
    return text;
}

}  // namespace lathe::report
