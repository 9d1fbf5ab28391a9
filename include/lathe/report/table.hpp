#pragma once
/// \file
/// The table of a comparison: one row per arm, in the given order, for a terminal and as Markdown.
///
/// Accuracies are percentages, mean +- sample standard deviation over finished runs. `*` marks the highest accuracy,
/// `~` those that are not clearly below it (spread.hpp). Columns that nobody measured are left out.

#include <lathe/report/grid.hpp>
#include <lathe/report/number.hpp>
#include <lathe/report/ranking.hpp>
#include <lathe/report/samplers.hpp>
#include <lathe/report/summary.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lathe::report {

namespace detail {

class table_maker {
public:
    explicit table_maker(comparison const& c) : c_(c), table_{{{"variant", false}}, {}} {
        for (auto const& a : c.arms) {
            table_.rows.push_back({tame(a.name)});
        }
    }

    grid make() {
        auto const ranks = rank(c_);
        std::size_t at = 0;
        add("accuracy %", "Mean and sample standard deviation over seeds", [&](arm const&) {
            auto const& s = ranks.accuracy[at];
            auto const stands = ranks.standings[at++];
            bool const lonely = c_.arms.size() == 1;
            return s.count == 0 ? std::string(dash)
                                : percent_spread(s) + (lonely                        ? ""
                                                       : stands == standing::leading ? " *"
                                                       : stands == standing::level   ? " ~"
                                                                                     : "  ");
        });
        add("range %", "Accuracy in percent of the worst and the best seed",
            [](arm const& a) { return percent_range(over_runs(a, &run::accuracy)); });
        add("whole sequence %", "Share of sequences without a single mistake",
            [](arm const& a) { return percent_spread(over_runs(a, &run::whole_sequence_accuracy)); });
        add("bits per character", "",
            [](arm const& a) { return plain_spread(over_runs(a, &run::bits_per_character)); });
        add("loss", "In nats", [](arm const& a) { return plain_spread(over_runs(a, &run::loss)); });
        add("parameters", "", [](arm const& a) { return a.parameters > 0 ? quantity(real(a.parameters)) : none(); });
        add("state", "Bytes carried from token to token",
            [](arm const& a) { return a.state_bytes > 0 ? bytes(real(a.state_bytes)) : none(); });
        add("work per token", "", [](arm const& a) { return quantity(a.flops_per_token, "FLOP"); });
        add("training", "Work of one run", [](arm const& a) { return quantity(a.training_flops, "FLOP"); });
        add("time per sequence", "", [](arm const& a) { return duration(a.milliseconds_per_sequence * 1e-3); });
        add("tokens per second", "", [](arm const& a) { return quantity(a.tokens_per_second); });
        add("runs", "Finished runs, one per seed", [](arm const& a) {
            std::size_t const finished = a.runs.size() - static_cast<std::size_t>(unfinished(a));
            return std::to_string(finished) + (finished == a.runs.size() ? "" : " of " + std::to_string(a.runs.size()));
        });
        return std::move(table_);
    }

private:
    static std::string none() { return std::string(dash); }
    static double real(std::int64_t x) { return static_cast<double>(x); }

    template <class Cell>
    void add(std::string title, std::string about, Cell cell) {
        std::vector<std::string> cells;
        for (auto const& a : c_.arms) {
            cells.push_back(cell(a));
        }
        if (std::all_of(cells.begin(), cells.end(), [](std::string const& text) { return text == dash; })) {
            return;
        }
        table_.columns.push_back({std::move(title), true, std::move(about)});
        for (std::size_t i = 0; i < cells.size(); ++i) {
            table_.rows[i].push_back(std::move(cells[i]));
        }
    }

    comparison const& c_;
    grid table_;
};

/// "Backbone: width 64. Budget: 2.00 TFLOP a run. Guessing: 12.5 %."
inline std::string setting(comparison const& c) {
    std::string text;
    auto const say = [&](std::string_view what, std::string const& value) {
        if (!value.empty() && value != dash) {
            text += (text.empty() ? "" : "; ") + std::string(what) + " " + value;
        }
    };
    say("backbone:", tame(c.backbone));
    say("budget of a run:", quantity(c.budget_flops, "FLOP"));
    say("guessing:", percent(c.chance));
    return text;
}

/// What the marks of the table mean, as far as they occur.
inline std::string legend(comparison const& c) {
    auto const ranks = rank(c);
    std::string text;
    if (std::any_of(ranks.accuracy.begin(), ranks.accuracy.end(), [](spread const& s) { return s.count >= 2; })) {
        text = "\u00b1 is the sample standard deviation over seeds. ";
    }
    if (c.arms.size() > 1 && ranks.best >= 0) {
        text += "* highest accuracy.";
        text += ranks.with(standing::level).empty() ? "" : " ~ not clearly below it.";
    }
    return text;
}

/// "huginn, seed 3: the loss is NaN"
inline std::vector<std::string> notes(comparison const& c) {
    std::vector<std::string> result;
    for (auto const& a : c.arms) {
        for (auto const& r : a.runs) {
            if (!r.finished || !r.note.empty()) {
                result.push_back(a.name + ", seed " + std::to_string(r.seed) + ": " +
                                 (r.finished ? "" : "not finished") + (r.finished || r.note.empty() ? "" : ", ") +
                                 r.note);
            }
        }
    }
    return result;
}

}  // namespace detail

/// The cells, for whoever shows them in another way.
inline grid table(comparison const& c) { return detail::table_maker(c).make(); }

/// Task, table, summary and remarks, in lines of at most `width` columns. Requires width >= 40.
inline std::string table_for_terminal(comparison const& c, std::size_t width = 150) {
    std::string text;
    auto const paragraph = [&](std::string const& sentences) {
        for (auto const& line : wrapped(tame(sentences), width)) {
            text += line.empty() ? "" : line + "\n";
        }
    };
    paragraph(c.task + (c.task.empty() || c.task_about.empty() ? "" : ": ") + c.task_about);
    paragraph(detail::setting(c));
    text += "\n" + for_terminal(table(c), width);
    paragraph(detail::legend(c));
    text += "\n";
    auto const words = summary(c);
    paragraph(words.findings);
    paragraph(words.reservations);
    if (auto const rules = table_of_samplers(c); !rules.rows.empty()) {
        text += "\n" + for_terminal(rules, width);
        paragraph(about_samplers);
        text += "\n";
    }
    for (auto const& note : detail::notes(c)) {
        paragraph("- " + note);
    }
    for (auto const& remark : c.remarks) {
        paragraph("- " + remark);
    }
    return text;
}

/// The same as Markdown, without a heading; the row of the highest accuracy is in bold letters.
inline std::string table_for_markdown(comparison const& c) {
    auto const ranks = rank(c);
    std::vector<bool> emphasised;
    for (auto const stands : ranks.standings) {
        emphasised.push_back(stands == standing::leading && c.arms.size() > 1);
    }
    std::string text;
    auto const paragraph = [&](std::string const& sentences, std::string const& bullet = "") {
        text += sentences.empty() ? "" : bullet + detail::markdown_text(sentences) + (bullet.empty() ? "\n\n" : "\n");
    };
    paragraph(c.task_about);
    paragraph(detail::setting(c));
    text += for_markdown(table(c), emphasised) + "\n";
    paragraph(detail::legend(c));
    auto const words = summary(c);
    for (auto const& sentences : {words.findings, words.reservations}) {
        // Names stand between backticks, and stay so.
        std::size_t from = 0;
        for (bool name = false; from < sentences.size(); name = !name) {
            auto const end = std::min(sentences.find('`', from), sentences.size());
            auto const part = sentences.substr(from, end - from);
            text += name ? detail::markdown_code(part) : detail::markdown_text(part);
            from = end + 1;
        }
        text += sentences.empty() ? "" : "\n\n";
    }
    for (auto const& note : detail::notes(c)) {
        paragraph(note, "- ");
    }
    for (auto const& remark : c.remarks) {
        paragraph(remark, "- ");
    }
    return text;
}

}  // namespace lathe::report
