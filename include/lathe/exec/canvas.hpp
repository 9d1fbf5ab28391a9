#pragma once
/// \file
/// One sequence on its way from masks to symbols: the state of an exchange, without the network.

#include <lathe/core/random.hpp>
#include <lathe/exec/memory.hpp>
#include <lathe/halt/complete.hpp>
#include <lathe/pass/unmask.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>

namespace lathe::exec {

/// How a canvas is filled: one number of steps at run time says how much is computed.
struct sampling {
    int steps = 0;            ///< at least 1, and at least one for each block that holds masks
    double temperature = 0;   ///< of the symbols; 0 takes the most likely ones
    double nucleus = 1;       ///< symbols are drawn from the most probable ones that make up this share
    std::uint64_t seed = 1;   ///< of everything that is drawn
};

/// Steps of Exchange on one canvas of up to `length` positions. A turn of the loop around it is
///
///     while (!canvas.done()) { if (canvas.asks()) { write what the network says of position i into canvas.says(i), for
///     each i with canvas.wants(i) } canvas.step(); }
///
/// Positions that held a symbol at the beginning keep it. What is drawn depends on (seed, stream) and the step alone: a
/// sequence is the same in whatever company. Construction allocates, nothing else does.
template <class Exchange, class Halting = halt::complete>
class canvas {
    using selector = typename Exchange::selector;
    using remasking = typename Exchange::remasking;
    using order = typename Exchange::order;
    using schedule = typename Exchange::schedule;

public:
    canvas() = default;
    /// `timed`: the network is told how far the canvas is, and so asked at every step, even if no symbol has changed.
    explicit canvas(int length, bool timed = false)
        : capacity_(length),
          timed_(timed),
          symbols_(count(length)),
          asked_(count(length)),
          says_(count(length)),
          taken_(count(length)),
          scores_(count(length)),
          ranked_(count(length)) {}

    /// Starts with these symbols; those equal to `mask` are asked for. Throws std::invalid_argument for 0 steps, a negative
    /// temperature, or fewer steps than blocks; std::length_error for more symbols than there is room for.
    void begin(std::span<int const> symbols, int mask, sampling how, std::uint64_t stream = 0) {
        auto const n = static_cast<int>(symbols.size());
        if (n > capacity_) {
            throw std::length_error("lathe: a canvas of " + std::to_string(capacity_) + " positions cannot take " +
                                    std::to_string(n) + " symbols");
        }
        if (how.steps < 1 || !(how.temperature >= 0) || !(how.nucleus >= 0)) {
            throw std::invalid_argument("lathe: sampling with " + std::to_string(how.steps) + " steps at temperature " +
                                        std::to_string(how.temperature) + " from a share of " +
                                        std::to_string(how.nucleus) + "; needed is at least 1 step, at 0 or more each");
        }
        length_ = n;
        mask_ = mask;
        how_ = how;
        stream_ = stream;
        first_masked_ = n;
        for (int i = n - 1; i >= 0; --i) {
            symbols_[count(i)] = symbols[count(i)];
            asked_[count(i)] = symbols[count(i)] == mask ? 1 : 0;
            taken_[count(i)] = 0;
            first_masked_ = asked_[count(i)] ? i : first_masked_;
        }
        blocks_ = 0;
        for (int from = 0; from < n; from = block_end(from)) {
            blocks_ += masked(from, block_end(from)) > 0 ? 1 : 0;
        }
        if (blocks_ > how.steps) {
            throw std::invalid_argument("lathe: " + std::to_string(how.steps) + " steps for " + std::to_string(blocks_) +
                                        " blocks; each needs at least 1");
        }
        steps_ = 0, calls_ = 0, block_ = -1, end_ = 0, changed_ = true;
        next_block();
    }

    bool done() const { return begin_ >= length_; }
    /// The network has to look at the canvas before the next step: the canvas, or its time, has changed since it last did.
    bool asks() const { return !done() && (changed_ || timed_); }
    /// The step reads what the network says of position i.
    bool wants(int i) const {
        return i >= begin_ && i < end_ && (symbols_[count(i)] == mask_ || (judges_symbols() && asked_[count(i)]));
    }
    pass::reading& says(int i) { return says_[count(i)]; }
    /// Numbers for drawing the symbol of position i in this call.
    random_numbers draws(int i) const {
        return random_numbers(mix(mix(how_.seed, 0x73796d626f6c), static_cast<std::uint64_t>(steps_)), mix(stream_, static_cast<std::uint64_t>(i)));
    }
    /// The chance 1 - alpha(t) with which the schedule masks a symbol of the block in work at this step.
    double noise() const { return 1 - schedule::alpha(time(now_)); }
    double temperature() const { return how_.temperature; }
    double nucleus() const { return how_.nucleus; }

    /// One exchange. Requires that the network has been asked, if it had to be.
    void step() {
        calls_ += asks() ? 1 : 0;
        changed_ = false;
        double const before = time(now_);
        double const after = time(now_ + 1);
        auto const m = remasking::template at<schedule>(before, after);
        bool const last = now_ + 1 == turns_;
        double sigma = 0;
        if constexpr (remasking::any && !ranks()) {
            sigma = remasking::sigma(before, m);
        }
        fill(m, sigma, last);
        ++now_;
        ++steps_;
        if (last || (masked(begin_, end_) == 0 && !remasking::any)) {
            next_block();
        }
    }

    std::span<int const> symbols() const { return {symbols_.data(), count(length_)}; }
    int first() const { return begin_; }  ///< position of the block in work
    int end() const { return end_; }      ///< the position after it
    int calls() const { return calls_; }  ///< of the network so far
    int steps() const { return steps_; }
    int remasked() const { return remasked_; }  ///< positions that were masked again so far

private:
    static std::size_t count(int n) { return static_cast<std::size_t>(n); }
    /// What is not a number is no reason to be taken.
    static double known(double score) { return score == score ? score : -std::numeric_limits<double>::infinity(); }
    static constexpr bool ranks() { return requires { requires remasking::ranks; }; }
    static constexpr bool judges_symbols() { return ranks(); }

    /// Of a step of the block in work: from 1 to the exchange's last one.
    double time(int step) const { return 1 - (1 - Exchange::last) * step / turns_; }
    int masked(int from, int to) const {
        return static_cast<int>(std::count(symbols_.data() + from, symbols_.data() + to, mask_));
    }
    int block_end(int from) const {
        if constexpr (order::block == 0) {
            return length_;
        } else {
            int const start = order::from_start ? 0 : first_masked_;
            return from < start ? start : std::min(length_, start + ((from - start) / order::block + 1) * order::block);
        }
    }
    /// The next block with masks; its share of the steps.
    void next_block() {
        do {
            begin_ = end_;
            end_ = begin_ < length_ ? block_end(begin_) : length_;
            first_ = begin_ < length_ ? masked(begin_, end_) : 0;
        } while (begin_ < length_ && first_ == 0);
        ++block_;
        now_ = 0;
        turns_ = blocks_ > 0 ? how_.steps / blocks_ + (block_ < how_.steps % blocks_ ? 1 : 0) : 1;
    }

    void fill(pass::moment m, double sigma, bool last) {
        random_numbers numbers(mix(mix(how_.seed, 0x73656c656374), static_cast<std::uint64_t>(steps_)), stream_);
        random_numbers doubts(mix(mix(how_.seed, 0x646f756274), static_cast<std::uint64_t>(steps_)), stream_);
        bool again = false;
        if constexpr (remasking::any && !ranks()) {
            again = take_back(doubts, sigma, last);
            sigma = remasking::by_doubt ? 0 : sigma;
        }
        // the positions just masked again stay so in this step: they carry the mark of the step
        double const fills = m.before < 1 ? std::clamp((m.after - (1 - sigma) * m.before) / (1 - m.before), 0.0, 1.0) : 1;
        int open = 0, willing = 0;
        double gap = 0;
        for (int i = begin_; i < end_; ++i) {
            if (symbols_[count(i)] == mask_ && taken_[count(i)] >= 0) {
                double const score = selector::score(says_[count(i)], i, fills, numbers);
                scores_[count(i)] = known(score);
                willing += score >= 0 ? 1 : 0;
                if constexpr (Halting::watches) {
                    gap += std::log(says_[count(i)].first / says_[count(i)].second);
                }
                ranked_[count(open++)] = i;
            }
        }
        pass::situation const s{open, first_, now_, turns_, fills};
        bool const all = last || (open > 0 && Halting::enough(gap / open, static_cast<double>(now_) / turns_));
        int const going = all ? open : std::clamp(selector::count(s, willing), 0, open);
        auto const better = [this](int a, int b) {
            double const x = scores_[count(a)], y = scores_[count(b)];
            return x != y ? x > y : a < b;
        };
        if (going < open) {
            std::partial_sort(ranked_.data(), ranked_.data() + going, ranked_.data() + open, better);
        }
        for (int k = 0; k < going; ++k) {
            int const i = ranked_[count(k)];
            symbols_[count(i)] = says_[count(i)].symbol;
            taken_[count(i)] = says_[count(i)].chance;
        }
        for (int i = begin_; again && i < end_; ++i) {
            taken_[count(i)] = std::max(taken_[count(i)], 0.0);
        }
        changed_ = changed_ || going > 0 || again;
        if constexpr (ranks()) {
            mask_weakest();
        }
    }

    /// Masks positions that hold a symbol, each with probability sigma; true if there were any.
    bool take_back(random_numbers& doubts, double sigma, bool last) {
        double total = 0, top = -std::numeric_limits<double>::infinity();
        for (int i = begin_; remasking::by_doubt && i < end_; ++i) {
            if (holds(i)) {
                top = std::max(top, -taken_[count(i)]);
            }
        }
        for (int i = begin_; remasking::by_doubt && i < end_; ++i) {
            total += holds(i) ? std::exp(-taken_[count(i)] - top) : 0;
        }
        bool any = false;
        for (int i = begin_; i < end_; ++i) {
            if (holds(i)) {
                double const mine = remasking::by_doubt ? sigma * std::exp(-taken_[count(i)] - top) / total : sigma;
                if (doubts.uniform() < mine && !last) {
                    symbols_[count(i)] = mask_;
                    taken_[count(i)] = -1;
                    ++remasked_;
                    any = true;
                }
            }
        }
        return any;
    }
    bool holds(int i) const { return asked_[count(i)] && symbols_[count(i)] != mask_; }

    /// Masks the positions of the block of which the network is least certain.
    void mask_weakest() {
        int n = 0;
        for (int i = begin_; i < end_; ++i) {
            if (asked_[count(i)]) {
                scores_[count(i)] = known(says_[count(i)].first);
                ranked_[count(n++)] = i;
            }
        }
        int const back = remasking::count(n, now_, turns_);
        std::partial_sort(ranked_.data(), ranked_.data() + back, ranked_.data() + n, [this](int a, int b) {
            double const x = scores_[count(a)], y = scores_[count(b)];
            return x != y ? x < y : a < b;
        });
        for (int k = 0; k < back; ++k) {
            symbols_[count(ranked_[count(k)])] = mask_;
        }
        remasked_ += back;
        changed_ = true;
    }

    int capacity_ = 0, length_ = 0, mask_ = 0;
    sampling how_;
    std::uint64_t stream_ = 0;
    int first_masked_ = 0, blocks_ = 0, block_ = 0;
    int begin_ = 0, end_ = 0, first_ = 0;
    int now_ = 0, turns_ = 1, steps_ = 0, calls_ = 0, remasked_ = 0;
    bool changed_ = true, timed_ = false;
    buffer<int> symbols_;
    buffer<char> asked_;
    buffer<pass::reading> says_;
    buffer<double> taken_, scores_;
    buffer<int> ranked_;
};

}  // namespace lathe::exec
