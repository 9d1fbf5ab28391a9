#pragma once
/// \file
/// A run on disk: enough to go on where it stopped, and to tell it from a run of another comparison.

#include "learner.hpp"

#include <lathe/io/checkpoint.hpp>
#include <lathe/report/comparison.hpp>

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

class checkpoint {
public:
    /// `lesson` is a number that says what is taught; nothing is kept if the file has no name.
    checkpoint(std::filesystem::path file, learner& l, std::uint64_t lesson, int points)
        : file_(std::move(file)), learner_(l), lesson_(lesson), curve_(static_cast<std::size_t>(points)) {}

    /// Goes on from the file, if there is one; what was measured then stands in `curve`. Throws std::runtime_error if the
    /// file is damaged or belongs to another comparison.
    void load(std::vector<lathe::report::curve_point>& curve) {
        if (file_.empty() || !std::filesystem::exists(file_)) {
            return;
        }
        auto const wanted = lesson_;
        lathe::io::load_checkpoint(file_.string(), *this);
        if (lesson_ != wanted) {
            throw lathe::io::error("'" + file_.string() +
                                   "' is of another comparison: task, data, length, batch, rate or budget differ; go on "
                                   "without --resume or give another folder with --out");
        }
        curve.assign(curve_.begin(), curve_.begin() + static_cast<std::ptrdiff_t>(filled_));
    }
    void save(std::vector<lathe::report::curve_point> const& curve) {
        if (!file_.empty()) {
            filled_ = std::min(curve.size(), curve_.size());
            std::copy_n(curve.begin(), filled_, curve_.begin());
            lathe::io::save_checkpoint(file_.string(), *this);
        }
    }

    void each_state(auto const& f) {
        learner_.each_state([&](std::string const& name, std::span<std::byte> bytes) { f(name, bytes); });
        f(std::string("comparison.lesson"), std::span<std::uint64_t>(&lesson_, 1));
        f(std::string("comparison.points"), std::span<std::uint64_t>(&filled_, 1));
        f(std::string("comparison.curve"), std::as_writable_bytes(std::span(curve_)));
    }

private:
    std::filesystem::path file_;
    learner& learner_;
    std::uint64_t lesson_;
    std::uint64_t filled_ = 0;
    std::vector<lathe::report::curve_point> curve_;
};
