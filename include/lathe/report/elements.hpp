#pragma once
/// \file
/// Pieces of the page: paragraphs with names in them, names with their marks, the numbers of a plot as a table.

#include <lathe/report/axis.hpp>
#include <lathe/report/canvas.hpp>
#include <lathe/report/grid.hpp>
#include <lathe/report/markup.hpp>
#include <lathe/report/plot.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lathe::report {

class page_elements {
public:
    void paragraph(std::string_view kind, std::string const& text) {
        if (!text.empty()) {
            m_.element("p", {{"class", kind}}, text);
            m_.line();
        }
    }

    /// Names stand between backticks.
    void sentences(std::string_view kind, std::string_view text) {
        m_.element("p", {{"class", kind}}, [&] {
            for (bool name = false; !text.empty(); name = !name) {
                auto const end = std::min(text.find('`'), text.size());
                if (name) {
                    m_.element("b", {}, [&] { breakable(text.substr(0, end)); });
                } else {
                    m_.words(text.substr(0, end));
                }
                text.remove_prefix(std::min(end + 1, text.size()));
            }
        });
    }

    /// Options of a command must not be broken at their hyphens.
    void unbroken_words(std::string_view text) {
        while (!text.empty()) {
            auto const end = std::min(text.find(' '), text.size());
            m_.element("span", {{"class", "word"}}, text.substr(0, end));
            m_.words(end < text.size() ? " " : "");
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }

    /// A piece of line with its mark.
    void key(std::size_t i) {
        m_.element("svg", {{"class", "key"}, {"viewBox", "0 0 26 12"}, {"aria-hidden", "true"}}, [&] {
            line const l{"", {}, i};
            m_.empty("path", {{"class", "line " + colour_class(i) + dash_class(l)}, {"d", "M0 6H26"}});
            draw_mark(m_, i, 13.0, 6.0, 4.0);
        });
    }

    /// A name, and where a long one may be broken.
    void breakable(std::string_view name) {
        while (!name.empty()) {
            auto const seam = std::min(name.find_first_of("_,:<("), name.size() - 1);
            m_.words(name.substr(0, seam + 1));
            name.remove_prefix(seam + 1);
            if (!name.empty() && name[0] != ':') {
                m_.empty("wbr", {});
            }
        }
    }

    /// The mark of an arm and its name.
    void named(std::size_t i, std::string_view name) {
        m_.element("span", {{"class", "named"}}, [&] {
            key(i);
            m_.element("span", {}, [&] { breakable(name); });
        });
    }

    void headings(grid const& g) {
        m_.element("thead", {}, [&] {
            m_.element("tr", {}, [&] {
                for (auto const& column : g.columns) {
                    m_.element("th", {{"scope", "col"}, {"title", column.about}}, column.title);
                }
            });
        });
    }

    /// Every cell as it is; the first of a row names it.
    void table(grid const& g) {
        m_.element("div", {{"class", "scroll broad"}}, [&] {
            m_.element("table", {}, [&] {
                headings(g);
                for (auto const& row : g.rows) {
                    m_.element("tr", {}, [&] {
                        for (std::size_t i = 0; i < row.size(); ++i) {
                            m_.element(i == 0 ? "th" : "td", {}, row[i]);
                        }
                    });
                    m_.line();
                }
            });
        });
    }

    void numbers(axis const& x, std::vector<line> const& lines) {
        m_.element("details", {}, [&] {
            m_.element("summary", {}, "The numbers");
            m_.element("div", {{"class", "scroll"}}, [&] {
                m_.element("table", {}, [&] {
                    m_.element("thead", {}, [&] {
                        m_.element("tr", {}, [&] {
                            for (auto const& name : {std::string("variant"), x.title, std::string("mean %"),
                                                     std::string("least %"), std::string("most %")}) {
                                m_.element("th", {{"scope", "col"}}, name);
                            }
                        });
                    });
                    m_.element("tbody", {}, [&] {
                        for (auto const& l : lines) {
                            for (auto const& p : l.points) {
                                m_.element("tr", {}, [&] {
                                    m_.element("th", {{"scope", "row"}}, l.shown_name());
                                    m_.element("td", {}, shown(p.x, x.in));
                                    for (double const y : {p.y, p.low, p.high}) {
                                        m_.element("td", {}, fixed(100.0 * y, 2));
                                    }
                                });
                            }
                            m_.line();
                        }
                    });
                });
            });
        });
    }

    markup& written() { return m_; }

private:
    markup m_;
};

}  // namespace lathe::report
