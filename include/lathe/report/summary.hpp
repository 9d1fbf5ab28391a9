#pragma once
/// \file
/// What a comparison shows, in plain sentences made from its numbers, claiming no more than the seeds allow. Names of
/// arms stand between backticks.
///
/// An arm is called better only if it is `clearly_above` the other (spread.hpp). It counts as having left chance, seed
/// by seed, from one point above it. Everything that makes the comparison less than fair is said in the same breath:
/// one seed only, runs that did not finish, unequal training, unequal size.

#include <lathe/report/number.hpp>
#include <lathe/report/ranking.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lathe::report {

inline constexpr double above_chance = 0.01;
inline constexpr double solved = 0.995;

struct summary_text {
    std::string findings;      // never empty
    std::string reservations;  // what keeps the findings from being certain or fair
};

namespace detail {

/// Writes the sentences one after the other.
class summariser {
public:
    explicit summariser(comparison const& c) : c_(c), ranking_(rank(c)) {}
    summariser(summariser const&) = delete;
    summariser& operator=(summariser const&) = delete;

    summary_text write() {
        if (ranking_.best < 0) {
            say("No run has finished yet, so there is nothing to compare.");
            return said_;
        }
        winner();
        others();
        chance();
        cost();
        into_ = &said_.reservations;
        seeds();
        interrupted();
        fairness();
        return said_;
    }

private:
    /// Between backticks, which say where a long name ends.
    std::string name(std::size_t i) const { return quoted(c_.arms[i].name); }
    static std::string quoted(std::string name) {
        std::erase(name, '`');
        return "`" + name + "`";
    }

    std::size_t best() const { return static_cast<std::size_t>(ranking_.best); }
    void say(std::string const& sentence) { *into_ += (into_->empty() ? "" : " ") + sentence; }

    std::string names(std::vector<std::size_t> const& arms) const {
        std::string text;
        for (std::size_t i = 0; i < arms.size(); ++i) {
            text += i == 0 ? "" : i + 1 == arms.size() ? " and " : ", ";
            text += name(arms[i]);
        }
        return text;
    }

    std::string measured(std::size_t i) const { return percent_spread(ranking_.accuracy[i]) + " %"; }

    /// In how many finished runs an arm left chance.
    int left_chance(std::size_t i) const {
        auto const& runs = c_.arms[i].runs;
        return static_cast<int>(std::count_if(runs.begin(), runs.end(), [&](run const& r) {
            return r.finished && r.accuracy > c_.chance + above_chance;
        }));
    }

    bool nobody_left_chance() const {
        for (std::size_t i = 0; i < c_.arms.size(); ++i) {
            if (left_chance(i) > 0) {
                return false;
            }
        }
        return std::isfinite(c_.chance);
    }

    std::vector<std::size_t> solvers() const {
        std::vector<std::size_t> result;
        for (std::size_t i = 0; i < c_.arms.size(); ++i) {
            if (ranking_.accuracy[i].least >= solved) {
                result.push_back(i);
            }
        }
        return result;
    }

    void winner() {
        std::string const on = c_.task.empty() ? "" : "On " + c_.task + ", ";
        if (nobody_left_chance()) {
            say((on.empty() ? "N" : on + "n") + "o arm left chance (" + percent(c_.chance) +
                "), so this comparison does not tell which is better.");
            return;
        }
        int const seeds_of_best = ranking_.accuracy[best()].count;
        std::string const over = seeds_of_best < 2
                                     ? " (one seed)"
                                     : " (mean \u00b1 sample standard deviation over " +
                                           count_word(static_cast<std::size_t>(seeds_of_best)) + " seeds" + ")";
        std::string const guess = std::isfinite(c_.chance) ? "; guessing gives " + percent(c_.chance) : "";
        bool const alone = c_.arms.size() == 1;
        say(on + name(best()) + (alone ? " reached " : " has the highest accuracy: ") + measured(best()) + over +
            guess + ".");
    }

    void others() {
        auto const level = ranking_.with(standing::level);
        auto const behind = ranking_.with(standing::behind);
        if (nobody_left_chance() || (level.empty() && behind.empty())) {
            return;
        }
        if (auto const good = solvers(); good.size() >= 2) {
            say((good.size() == 2 ? "Both " : "") + names(good) +
                " solve it almost completely with every seed, so it is too easy to tell them apart.");
        }
        if (level.empty()) {
            auto const closest = *std::max_element(behind.begin(), behind.end(), [&](std::size_t i, std::size_t k) {
                return ranking_.accuracy[i].mean < ranking_.accuracy[k].mean;
            });
            double const gap = ranking_.accuracy[best()].mean - ranking_.accuracy[closest].mean;
            say((behind.size() == 1 ? "The other arm, " : "The closest, ") + name(closest) + ", reached " +
                measured(closest) + ": a gap of " + fixed(100.0 * gap, 1) + " points, more than the seeds scatter" +
                (behind.size() == 1 ? "." : ", and the others are further behind."));
            return;
        }
        bool const comparable = std::all_of(level.begin(), level.end(), [&](std::size_t i) {
            return ranking_.accuracy[i].count >= 2 && ranking_.accuracy[best()].count >= 2;
        });
        if (comparable) {
            say("Its lead over " + names(level) + " is within the scatter of the seeds, so which of these " +
                count_word(level.size() + 1) + " is best stays open.");
        } else {
            say("Between it and " + names(level) +
                " nothing is certain, because how much the seeds scatter is not known.");
        }
        if (!behind.empty()) {
            say("It is ahead of " + (behind.size() > 4 ? "the other " + count_word(behind.size()) : names(behind)) +
                " by more than the seeds scatter.");
        }
    }

    void chance() {
        if (!std::isfinite(c_.chance) || nobody_left_chance()) {
            return;
        }
        std::vector<std::size_t> never;
        for (std::size_t i = 0; i < c_.arms.size(); ++i) {
            int const finished = ranking_.accuracy[i].count;
            int const good = left_chance(i);
            if (finished > 0 && good == 0) {
                never.push_back(i);
            } else if (good < finished) {
                say(name(i) + " left chance with only " + count_word(static_cast<std::size_t>(good)) + " of " +
                    count_word(static_cast<std::size_t>(finished)) + " seeds" +
                    ", so its mean describes neither kind.");
            }
        }
        if (!never.empty()) {
            say(names(never) + " did not leave chance.");
        }
    }

    void cost() {
        std::size_t cheapest = best();
        for (auto const i : ranking_.with(standing::level)) {
            cheapest = c_.arms[i].flops_per_token < c_.arms[cheapest].flops_per_token ? i : cheapest;
        }
        for (auto const i : ranking_.with(standing::behind)) {
            cheapest = c_.arms[i].flops_per_token < c_.arms[cheapest].flops_per_token ? i : cheapest;
        }
        double const ratio = c_.arms[best()].flops_per_token / c_.arms[cheapest].flops_per_token;
        if (ratio > 1.05 && !nobody_left_chance()) {
            say("For one token " + name(best()) + " computes " + quantity(c_.arms[best()].flops_per_token, "FLOP") +
                ", " + fixed(ratio, 1) + " times as much as the cheapest, " + name(cheapest) + " (" +
                measured(cheapest) + ").");
        }
    }

    void seeds() {
        int fewest = ranking_.accuracy[best()].count;
        int most = fewest;
        for (auto const& s : ranking_.accuracy) {
            fewest = s.count > 0 ? std::min(fewest, s.count) : fewest;
            most = std::max(most, s.count);
        }
        if (c_.arms.size() < 2 || fewest >= 5) {
            return;
        }
        if (most == 1) {
            say("With a single seed a difference may be luck.");
        } else {
            std::string const last = count_word(static_cast<std::size_t>(most)) + " seeds";
            say("With " + (fewest == most ? "" : count_word(static_cast<std::size_t>(fewest)) + " to ") + last +
                " the scatter itself is known only roughly.");
        }
    }

    void interrupted() {
        std::size_t total = 0;
        std::size_t missing = 0;
        std::vector<std::size_t> where;
        for (std::size_t i = 0; i < c_.arms.size(); ++i) {
            total += c_.arms[i].runs.size();
            missing += static_cast<std::size_t>(unfinished(c_.arms[i]));
            if (unfinished(c_.arms[i]) > 0) {
                where.push_back(i);
            }
        }
        if (missing > 0) {
            say("Left out because unfinished: " + std::to_string(missing) + " of " + std::to_string(total) + " runs (" +
                names(where) + "), which may flatter what remains.");
        }
    }

    void fairness() {
        auto const uneven = [&](auto of, double most, auto show, std::string_view what) {
            std::ptrdiff_t low = -1;
            std::ptrdiff_t high = -1;
            for (std::size_t i = 0; i < c_.arms.size(); ++i) {
                double const x = of(c_.arms[i]);
                if (std::isfinite(x) && x > 0.0) {
                    auto const at = static_cast<std::ptrdiff_t>(i);
                    low = low < 0 || x < of(c_.arms[static_cast<std::size_t>(low)]) ? at : low;
                    high = high < 0 || x > of(c_.arms[static_cast<std::size_t>(high)]) ? at : high;
                }
            }
            if (low >= 0) {
                auto const& a = c_.arms[static_cast<std::size_t>(low)];
                auto const& b = c_.arms[static_cast<std::size_t>(high)];
                if (of(b) > most * of(a)) {
                    say(std::string(what) + " were not equal: from " + show(of(a)) + " (" + quoted(a.name) + ") to " +
                        show(of(b)) + " (" + quoted(b.name) + ").");
                }
            }
        };
        uneven([](arm const& a) { return a.training_flops; }, 1.05, [](double x) { return quantity(x, "FLOP"); },
               "The training budgets");
        uneven([](arm const& a) { return static_cast<double>(a.parameters); }, 1.25,
               [](double x) { return quantity(x) + " parameters"; }, "The sizes");
    }

    comparison const& c_;
    ranking ranking_;
    summary_text said_;
    std::string* into_ = &said_.findings;
};

}  // namespace detail

inline summary_text summary(comparison const& c) { return detail::summariser(c).write(); }

}  // namespace lathe::report
