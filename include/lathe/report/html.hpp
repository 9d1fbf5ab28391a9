#pragma once
/// \file
/// A comparison as one page that needs nothing else: no scripts, no fonts, no links. Summary, table, plots with their
/// numbers, the variants, and what it takes to make it again.

#include <lathe/report/elements.hpp>
#include <lathe/report/figures.hpp>
#include <lathe/core/file.hpp>
#include <lathe/report/markup.hpp>
#include <lathe/report/samplers.hpp>
#include <lathe/report/style.hpp>
#include <lathe/report/summary.hpp>
#include <lathe/report/table.hpp>
#include <lathe/report/thoughts.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lathe::report {

namespace detail {

class page_writer {
public:
    explicit page_writer(comparison const& c) : c_(c) {}
    page_writer(page_writer const&) = delete;
    page_writer& operator=(page_writer const&) = delete;

    std::string write() {
        std::string const title = (c_.task.empty() ? "Comparison" : c_.task) + std::string(": variants compared");
        m_.raw("<!DOCTYPE html>\n");
        m_.element("html", {{"lang", "en"}}, [&] {
            m_.element("head", {}, [&] {
                m_.empty("meta", {{"charset", "utf-8"}});
                m_.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
                m_.element("title", {}, title);
                m_.element("style", {}, [&] { m_.raw(style_sheet); });
            });
            m_.line();
            m_.element("body", {}, [&] { m_.element("main", {}, [&] { body(); }); });
        });
        m_.line();
        return m_.text();
    }

private:
    void body() {
        m_.element("p", {{"class", "kind"}}, "Comparison of variants");
        m_.element("h1", {}, c_.task.empty() ? "Comparison" : c_.task);
        e_.paragraph("about", c_.task_about);
        auto const words = summary(c_);
        m_.element("div", {{"class", "summary"}}, [&] {
            e_.sentences("findings", words.findings);
            e_.sentences("note", words.reservations);
        });
        facts();
        if (!c_.arms.empty()) {
            table_of_arms();
        }
        figure("Accuracy against training work", "Mean over seeds; the band reaches from the worst seed to the best.",
               accuracy_against_flops(c_));
        figure("Accuracy against " + c_.turns + " when answering",
               "The same weights with other numbers of " + c_.turns + ". A ring marks the number used in training.",
               accuracy_against_loops(c_));
        thoughts();
        figure("Accuracy against time", "What one sequence takes on this machine when answering.",
               accuracy_against_time(c_));
        samplers();
        figure("Accuracy by position", "Where in the sequence answers are right.", accuracy_by_position(c_));
        histograms();
        if (!c_.arms.empty()) {
            variants();
        }
        remarks();
        made();
    }

    void entry(std::string_view name, std::string const& value, bool code = false) {
        if (value.empty() || value == dash) {
            return;
        }
        m_.element("div", {}, [&] { term(name, value, code); });
    }

    void term(std::string_view name, std::string const& value, bool code = false) {
        if (!value.empty() && value != dash) {
            m_.element("dt", {}, name);
            m_.element("dd", {{"class", code ? "code" : "value"}},
                       [&] { code ? e_.unbroken_words(value) : m_.words(value); });
        }
    }

    void facts() {
        m_.element("dl", {{"class", "facts"}}, [&] {
            entry("Backbone", c_.backbone);
            entry("Budget of a run", quantity(c_.budget_flops, "FLOP"));
            entry("Guessing", percent(c_.chance));
            entry("Variants", std::to_string(c_.arms.size()));
            entry("Seeds", seeds());
        });
        m_.line();
    }

    std::string seeds() const {
        std::vector<std::uint64_t> all;
        for (auto const& a : c_.arms) {
            for (auto const& r : a.runs) {
                all.push_back(r.seed);
            }
        }
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
        std::string text;
        for (auto const s : all) {
            text += (text.empty() ? "" : ", ") + std::to_string(s);
        }
        return text;
    }

    void table_of_arms() {
        grid const g = table(c_);
        auto const ranks = rank(c_);
        m_.element("h2", {}, "Side by side");
        m_.element("div", {{"class", "scroll broad"}}, [&] {
            m_.element("table", {}, [&] {
                e_.headings(g);
                m_.element("tbody", {}, [&] {
                    for (std::size_t i = 0; i < g.rows.size(); ++i) {
                        bool const leading = c_.arms.size() > 1 && ranks.standings[i] == standing::leading;
                        m_.element("tr", {{"class", leading ? "leading" : "other"}}, [&] { cells(g.rows[i], i); });
                        m_.line();
                    }
                });
            });
        });
        e_.paragraph("note", legend(c_));
    }

    void cells(std::vector<std::string> const& texts, std::size_t arm) {
        m_.element("th", {{"scope", "row"}}, [&] { e_.named(arm, texts[0]); });
        for (std::size_t c = 1; c < texts.size(); ++c) {
            m_.element("td", {}, [&] {
                // The sign of the standing gets a place of its own, so that numbers stay aligned.
                std::string_view const cell = texts[c];
                auto const sign = cell.size() > 2 && cell[cell.size() - 2] == ' ' ? cell.substr(cell.size() - 1) : "";
                bool const signs = sign == "*" || sign == "~" || sign == " ";
                m_.words(signs ? cell.substr(0, cell.size() - 2) : cell);
                if (signs) {
                    m_.element("span", {{"class", "sign"}}, sign);
                }
            });
        }
    }

    void thoughts() {
        auto const g = thoughts_table(c_);
        if (g.rows.empty()) {
            return;
        }
        m_.element("h2", {}, "What a thought holds");
        m_.element("div", {{"class", "scroll broad"}}, [&] {
            m_.element("table", {}, [&] {
                m_.element("tr", {}, [&] {
                    for (auto const& column : g.columns) {
                        m_.element("th", {{"scope", "col"}, {"title", column.about}}, column.title);
                    }
                });
                for (auto const& row : g.rows) {
                    m_.element("tr", {}, [&] {
                        std::for_each(row.begin(), row.end(), [&](auto const& cell) { m_.element("td", {}, cell); });
                    });
                }
            });
        });
        e_.paragraph("note", std::string(thoughts_legend));
    }

    void figure(std::string_view title, std::string const& caption, line_plot const& plot) {
        if (plot.lines.empty()) {
            return;
        }
        m_.element("h2", {}, title);
        e_.paragraph("note", caption);
        m_.element("figure", {}, [&] {
            m_.raw(svg(plot, {900, 400, true}));
            m_.raw(svg(plot, {360, 300, false}));
            m_.element("ul", {{"class", "legend"}}, [&] {
                for (auto const& l : plot.lines) {
                    m_.element("li", {}, [&] { e_.named(l.colour, l.shown_name()); });
                }
                if (!plot.reference_name.empty()) {
                    m_.element("li", {}, [&] {
                        m_.element("svg", {{"class", "key"}, {"viewBox", "0 0 26 12"}, {"aria-hidden", "true"}},
                                   [&] { m_.empty("path", {{"class", "reference"}, {"d", "M0 6H26"}}); });
                        m_.words(plot.reference_name);
                    });
                }
            });
        });
        e_.numbers(plot.x, plot.lines);
        m_.line();
    }

    void samplers() {
        grid const g = table_of_samplers(c_);
        if (g.rows.empty()) {
            return;
        }
        figure("Sequences right against network calls",
               "The same weights, filled in by different rules. Rules that take symbols back can go on beyond one call for "
               "each position.",
               accuracy_against_calls(c_));
        e_.paragraph("note", about_samplers);
        e_.table(g);
    }

    void histograms() {
        auto const plots = halting(c_);
        if (plots.empty()) {
            return;
        }
        m_.element("h2", {}, "When the loops stopped");
        e_.paragraph("note",
                     "Share of rows or sequences that stopped after so many steps; the whisker reaches from the "
                     "lowest seed to the highest.");
        m_.element("div", {{"class", "multiples"}}, [&] {
            for (auto const& plot : plots) {
                m_.element("figure", {}, [&] {
                    m_.element("figcaption", {}, [&] {
                        e_.breakable(c_.arms[plot.colour].name);
                        m_.empty("br", {});
                        m_.element("span", {{"class", "about"}}, fixed(mean_steps(plot), 1) + " steps on average");
                    });
                    m_.raw(svg(plot, {280, 170, false}));
                });
            }
        });
        std::vector<line> lines;
        for (auto const& plot : plots) {
            lines.push_back({c_.arms[plot.colour].name, plot.bars, plot.colour});
        }
        e_.numbers(plots.front().x, lines);
    }

    void variants() {
        m_.element("h2", {}, "The variants");
        m_.element("dl", {{"class", "variants"}}, [&] {
            for (std::size_t i = 0; i < c_.arms.size(); ++i) {
                auto const& a = c_.arms[i];
                m_.element("dt", {}, [&] { e_.named(i, a.name); });
                m_.element("dd", {}, a.about);
                if (!a.type.empty()) {
                    m_.element("dd", {{"class", "code"}}, [&] { e_.breakable(a.type); });
                }
                m_.line();
            }
        });
    }

    void remarks() {
        auto all = notes(c_);
        all.insert(all.end(), c_.remarks.begin(), c_.remarks.end());
        if (all.empty()) {
            return;
        }
        m_.element("h2", {}, "Remarks");
        m_.element("ul", {}, [&] {
            for (auto const& remark : all) {
                m_.element("li", {}, remark);
            }
        });
    }

    void made() {
        m_.element("h2", {}, "How this was made");
        m_.element("dl", {{"class", "made"}}, [&] {
            term("Command", c_.command, true);
            term("Seeds", seeds());
            term("Started", c_.started);
            term("Took", duration(c_.seconds));
            term("Machine", c_.machine);
            term("Threads", c_.threads > 0 ? std::to_string(c_.threads) : "");
            term("Architecture", c_.architecture);
            term("Compiler", c_.compiler);
            term("Version", c_.version);
        });
        e_.paragraph("note",
                     "A variant is called better here only if its worst seed beats the other's best seed and the "
                     "means differ by more than twice the standard deviation of their difference, and by half a "
                     "point at least.");
    }

    comparison const& c_;
    page_elements e_;
    markup& m_ = e_.written();
};

}  // namespace detail

inline std::string html(comparison const& c) { return detail::page_writer(c).write(); }

inline void write_html(std::string const& path, comparison const& c) { core::replace_file(path, html(c)); }

}  // namespace lathe::report
