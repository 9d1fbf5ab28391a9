#pragma once
/// \file
/// Progress of long work on stderr: one line per running job and one for all, with percent and time left.
///
/// On a terminal the lines are redrawn in place, ten times a second at most; elsewhere one plain line is written about
/// every ten seconds. Every job that ends leaves a line, and so does the end of all. Time left is what remains divided
/// by the rate since the start; what was done before the first update of a job (by an earlier program) counts for no
/// rate. All members may be called from several threads at once; texts are kept in their old memory between redraws.
/// Nothing else may write to the same terminal meanwhile: `note` is for that.

#include <lathe/report/number.hpp>
#include <lathe/report/text.hpp>

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lathe::report {

/// Whether lines on stderr can be redrawn.
inline bool stderr_is_terminal() {
    char const* const kind = std::getenv("TERM");
    return ::isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

struct progress_options {
    bool quiet = false;
    bool terminal = stderr_is_terminal();
    std::ostream* out = &std::cerr;
    std::function<double()> seconds = [] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    };
    std::size_t width = 0;  // columns of the terminal; 0 asks it
    double redraw = 0.1;    // seconds between two drawings on a terminal
    double every = 10.0;    // seconds between two lines elsewhere
};

class progress {
public:
    /// One name per job.
    explicit progress(std::vector<std::string> const& names, progress_options options = {})
        : options_(std::move(options)), start_(options_.seconds()), drawn_(start_) {
        for (auto const& name : names) {
            jobs_.push_back({shortened(tame(name), most_name)});
            name_width_ = std::max(name_width_, columns(jobs_.back().name));
        }
        name_width_ = std::max(name_width_, columns(everything()));
    }

    progress(progress const&) = delete;
    progress& operator=(progress const&) = delete;

    ~progress() {
        std::lock_guard const lock(mutex_);
        if (!options_.quiet) {
            std::string text = erase();
            text += everything() + ": " + std::to_string(count(ended)) + " of " + std::to_string(jobs_.size()) +
                    " done in " + duration(options_.seconds() - start_) +
                    (count(stopped) == 0 ? "" : ", " + std::to_string(count(stopped)) + " stopped early") + "\n";
            write(text);
        }
    }

    /// `done` of a job, 0 .. 1, and what else there is to say (loss, accuracy). At 1 the job has ended; what comes for
    /// it afterwards is ignored, and so is a `done` that is not a number. Error: std::out_of_range for an unknown job.
    void update(std::size_t job, double done, std::string_view text) { change(job, done, text, false); }

    /// The job has ended before it was done.
    void stop(std::size_t job, std::string_view text) { change(job, unknown, text, true); }

    /// A line of its own above the others.
    void note(std::string_view text) {
        std::lock_guard const lock(mutex_);
        if (!options_.quiet) {
            redraw(tame(text) + "\n", options_.seconds());
        }
    }

private:
    enum state { waiting, running, ended, stopped };

    struct one {
        std::string name;
        std::string text{};
        state is = waiting;
        double done = 0.0;
        double done_at_start = 0.0;
        double start = 0.0;
    };

    static constexpr std::size_t most_name = 40;
    static constexpr std::size_t most_lines = 16;
    static constexpr std::size_t bar_width = 20;

    void change(std::size_t index, double done, std::string_view text, bool stops) {
        std::lock_guard const lock(mutex_);
        if (index >= jobs_.size()) {
            throw std::out_of_range("progress: there is no job " + std::to_string(index) + "; there are " +
                                    std::to_string(jobs_.size()));
        }
        one& job = jobs_[index];
        if (job.is == ended || job.is == stopped) {
            return;
        }
        double const now = options_.seconds();
        job.done = std::isnan(done) ? job.done : std::clamp(done, 0.0, 1.0);
        job.text.assign(text);
        if (job.is == waiting) {
            job.is = running;
            job.start = now;
            job.done_at_start = job.done;
        }
        job.is = stops ? stopped : job.done >= 1.0 ? ended : running;
        if (options_.quiet) {
            return;
        }
        if (job.is != running) {
            redraw(last_words(job, now) + "\n", now);
        } else if (now - drawn_ >= (options_.terminal ? options_.redraw : options_.every)) {
            drawn_ = now;
            redraw(options_.terminal ? "" : plain(now), now);
        }
    }

    std::string everything() const {
        return jobs_.size() == 1 ? "the run" : "all " + std::to_string(jobs_.size()) + " runs";
    }

    std::size_t count(state wanted) const {
        return static_cast<std::size_t>(
            std::count_if(jobs_.begin(), jobs_.end(), [=](one const& job) { return job.is == wanted; }));
    }

    static std::string left(double remaining, double gained, double elapsed) {
        return remaining > 0.0 && gained > 0.0 && elapsed > 0.0
                   ? duration(std::round(remaining / gained * elapsed)) + " left"
                   : "";
    }

    static std::string left(one const& job, double now) {
        return left(1.0 - job.done, job.done - job.done_at_start, now - job.start);
    }

    /// Of all jobs: how much is done, and the time left.
    std::pair<double, std::string> whole(double now) const {
        double done = 0.0;
        double gained = 0.0;
        double remaining = 0.0;
        for (auto const& job : jobs_) {
            bool const over = job.is == stopped;
            done += over ? 1.0 : job.done;
            remaining += over ? 0.0 : 1.0 - job.done;
            gained += over ? 1.0 - job.done_at_start : job.done - job.done_at_start;
        }
        return {jobs_.empty() ? 1.0 : done / static_cast<double>(jobs_.size()), left(remaining, gained, now - start_)};
    }

    /// Never 100 before it is done.
    static std::string per_cent(double done) { return fixed(std::floor(100.0 * done + 1e-9), 0) + " %"; }

    static std::string joined(std::initializer_list<std::string_view> parts) {
        std::string text;
        for (auto const part : parts) {
            text += (text.empty() || part.empty() ? "" : ", ") + std::string(part);
        }
        return text;
    }

    static std::string last_words(one const& job, double now) {
        std::string const how = job.is == ended ? "done" : "stopped at " + per_cent(job.done);
        return job.name + ": " + joined({how + " after " + duration(now - job.start), tame(job.text)});
    }

    std::string bar(std::string_view name, double done, std::string_view time, std::string_view text,
                    std::size_t room) const {
        std::string result = padded(name, name_width_) + " ";
        for (std::size_t i = 0; i < bar_width; ++i) {
            result += done * static_cast<double>(bar_width) >= static_cast<double>(i + 1) ? "\u2501" : "\u2500";
        }
        result += padded(per_cent(done), 6, true) + "  " + padded(time, 15) + "  " + std::string(text);
        return shortened(result.substr(0, result.find_last_not_of(' ') + 1), room - 1) + "\n";
    }

    /// Writes what is to stay, above the lines of the running jobs.
    void redraw(std::string const& stays, double now) {
        // One after the other: both know how many lines there are.
        std::string text = erase();
        text += stays;
        text += draw(now);
        write(text);
    }

    /// The lines on a terminal, if this is one.
    std::string draw(double now) {
        if (!options_.terminal) {
            return {};
        }
        auto const [width, height] = screen();
        std::size_t const most = std::min(most_lines, height - 2);
        std::string text;
        std::size_t const all_running = count(running);
        std::size_t shown = 0;
        for (auto const& job : jobs_) {
            if (job.is == running && shown < most) {
                text += bar(job.name, job.done, left(job, now), tame(job.text), width);
                ++shown;
            }
        }
        std::string const more =
            all_running > shown ? std::to_string(all_running - shown) + " more running" : std::string();
        auto const [done, time] = whole(now);
        text += bar(everything(), done, time, joined({std::to_string(count(ended)) + " done", more}), width);
        lines_ = shown + 1;
        return text;
    }

    /// Takes back what `draw` wrote.
    std::string erase() {
        std::string const text = lines_ == 0 ? "" : "\x1b[" + std::to_string(lines_) + "A\r\x1b[J";
        lines_ = 0;
        return text;
    }

    std::string plain(double now) const {
        auto const [done, time] = whole(now);
        std::string text = everything() + ": " + joined({per_cent(done), time, std::to_string(count(ended)) + " done"});
        for (auto const& job : jobs_) {
            if (job.is == running) {
                text += "; " + job.name + ": " + joined({per_cent(job.done), tame(job.text)});
            }
        }
        return text + "\n";
    }

    struct extent {
        std::size_t columns = 80;
        std::size_t rows = 24;
    };

    /// Of the terminal; what is higher or wider than it cannot be redrawn.
    extent screen() const {
        ::winsize size{};
        extent result;
        if (options_.width > 0) {
            result.columns = options_.width;
        } else if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
            result = {size.ws_col, size.ws_row};
        }
        return {std::max<std::size_t>(20, result.columns), std::max<std::size_t>(4, result.rows)};
    }

    void write(std::string const& text) {
        *options_.out << text;
        options_.out->flush();
    }

    progress_options options_;
    std::mutex mutex_;
    std::vector<one> jobs_;
    std::size_t name_width_ = 0;
    std::size_t lines_ = 0;  // on the terminal, to be redrawn
    double start_;
    double drawn_;
};

}  // namespace lathe::report
