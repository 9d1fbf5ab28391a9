#pragma once
/// \file
/// Sequences of a question, thoughts and what follows them, laid out for a loop that appends. Questions and numbers of
/// thoughts may differ from sequence to sequence; nothing is padded.

#include <lathe/concepts/input.hpp>
#include <lathe/exec/batch.hpp>
#include <lathe/exec/memory.hpp>

#include <algorithm>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>

namespace lathe::exec {

/// The parts of a sequence: symbols of the question, rows for thoughts, symbols of the rest.
struct thought_layout {
    int question = 1;
    int thoughts = 0;
    int rest = 0;

    constexpr int symbols() const { return question + rest; }
    constexpr int rows() const { return question + thoughts + rest; }
    constexpr bool operator==(thought_layout const&) const = default;
};

/// Memory for `sequences` sequences whose parts are at most as long as those of `most`; filled again and again without
/// allocating. First `add` each sequence, then `get`.
class thought_batch {
public:
    thought_batch() = default;
    /// Throws std::invalid_argument if there would be no rows, or more than an int can count.
    thought_batch(int sequences, thought_layout most)
        : sequences_(check(sequences, most)),
          most_(most),
          symbols_(count(sequences * most.symbols())),
          rows_of_symbols_(symbols_.size()),
          targets_(count(sequences * most.rows())),
          at_(symbols_.size()),
          inner_(targets_.size()),
          first_rows_(count(sequences)),
          layouts_(count(sequences)),
          stretches_(count(most.thoughts + 2)),
          rows_(targets_.size()),
          holds_(targets_.size()),
          places_(targets_.size()),
          keys_(count(most.thoughts + 2) * targets_.size()) {}

    void clear() { filled_ = used_symbols_ = used_rows_ = 0; }

    /// Where a sequence's symbols and the targets of its rows go.
    struct part {
        std::span<int> question, rest, targets;
    };
    /// Throws std::length_error when it does not fit.
    part add(thought_layout own) {
        if (filled_ == sequences_ || own.question < 1 || own.thoughts < 0 || own.rest < 0 || own.question > most_.question ||
            own.thoughts > most_.thoughts || own.rest > most_.rest) {
            throw std::length_error("lathe: a batch for " + std::to_string(sequences_) + " sequences of up to " +
                                    spelled(most_) + " cannot take another of " + spelled(own));
        }
        int const symbol = used_symbols_;
        int const row = used_rows_;
        first_rows_[count(filled_)] = row;
        layouts_[count(filled_)] = own;
        for (int i = 0; i < own.rows(); ++i) {
            inner_[count(row + i)] = {filled_, i, 0};
            targets_[count(row + i)] = -1;
        }
        for (int i = 0; i < own.symbols(); ++i) {
            int const position = i < own.question ? i : i + own.thoughts;
            at_[count(symbol + i)] = {filled_, position, 0};
            rows_of_symbols_[count(symbol + i)] = row + position;
        }
        used_symbols_ += own.symbols();
        used_rows_ += own.rows();
        ++filled_;
        auto const mine = symbols_.span().subspan(count(symbol), count(own.symbols()));
        return {mine.first(count(own.question)), mine.subspan(count(own.question)),
                targets_.span().subspan(count(row), count(own.rows()))};
    }

    /// What a model is run on; where no sequence has a thought it is one pass.
    input get(std::uint64_t seed = 0) {
        return {.symbols = {symbols_.data(), count(used_symbols_)},
                .at = {at_.data(), count(used_symbols_)},
                .inner = {inner_.data(), count(used_rows_)},
                .token_rows = {rows_of_symbols_.data(), count(used_symbols_)},
                .first_rows = {first_rows_.data(), count(filled_)},
                .seed = seed,
                .stretches = lay_out()};
    }
    /// A target for each row, -1 where nothing is asked.
    std::span<int const> targets() const { return {targets_.data(), count(used_rows_)}; }
    /// Throws std::invalid_argument that names the first symbol or target outside a vocabulary of `vocab`.
    void check(int vocab) const {
        check_symbols({symbols_.data(), count(used_symbols_)}, vocab);
        check_targets(targets(), at(), 0, vocab);
    }
    places at() const { return {inner_.data(), count(used_rows_)}; }
    thought_layout const& layout(int sequence) const { return layouts_[count(sequence)]; }
    int first_row(int sequence) const { return first_rows_[count(sequence)]; }
    int sequences() const { return filled_; }
    int rows() const { return used_rows_; }
    int thoughts() const {
        int most = 0;
        for (int s = 0; s < filled_; ++s) {
            most = std::max(most, layout(s).thoughts);
        }
        return most;
    }

private:
    static std::size_t count(int n) { return static_cast<std::size_t>(n); }
    static std::string spelled(thought_layout const& l) {
        return std::to_string(l.question) + " symbols, " + std::to_string(l.thoughts) + " thoughts and " +
               std::to_string(l.rest) + " symbols";
    }
    static int check(int sequences, thought_layout const& most) {
        constexpr int limit = std::numeric_limits<int>::max() / 4;
        bool const sensible = most.question >= 1 && most.thoughts >= 0 && most.rest >= 0 && most.question < limit &&
                              most.thoughts < limit && most.rest < limit;
        if (sequences < 1 || !sensible || sequences > std::numeric_limits<int>::max() / most.rows()) {
            throw std::invalid_argument("lathe: a batch of " + std::to_string(sequences) + " sequences of " + spelled(most) +
                                        "; there must be 1 to 2^31 - 1 rows, and no part can be negative");
        }
        return sequences;
    }

    /// Rows by the time at which they are computed.
    slice<stretch const> lay_out() {
        int const turns = thoughts();
        if (turns == 0) {
            return {};
        }
        int done = 0;
        for (int time = 0; time < turns + 2; ++time) {
            int const begin = done;
            auto const keys = keys_.span().subspan(count(time) * targets_.size(), count(used_rows_));
            int symbol = 0;
            for (int s = 0; s < filled_; ++s) {
                auto const& l = layout(s);
                int const first = first_row(s);
                auto const put = [&](int position, int held) {
                    rows_[count(done)] = first + position;
                    holds_[count(done)] = held;
                    places_[count(done)] = {s, position, 0};
                    ++done;
                };
                if (time == 0) {
                    for (int i = 0; i < l.question; ++i) {
                        put(i, symbol + i);
                    }
                } else if (time <= turns) {
                    if (time <= l.thoughts) {
                        put(l.question + time - 1, first + l.question + time - 2);
                    }
                } else {
                    for (int i = 0; i < l.rest; ++i) {
                        put(l.question + l.thoughts + i, symbol + l.question + i);
                    }
                }
                symbol += l.symbols();
                int const there = time > turns ? l.rows() : l.question + std::min(time, l.thoughts);
                for (int i = 0; i < l.rows(); ++i) {
                    keys[count(first + i)] = {i < there ? s : -1, i, 0};
                }
            }
            auto const n = count(done - begin);
            stretches_[count(time)] = {{rows_.data() + begin, n}, {holds_.data() + begin, n}, {places_.data() + begin, n},
                                       {keys.data(), keys.size()}};
        }
        return {stretches_.data(), count(turns + 2)};
    }

    int sequences_ = 0;
    thought_layout most_;
    int filled_ = 0, used_symbols_ = 0, used_rows_ = 0;
    buffer<int> symbols_, rows_of_symbols_, targets_;
    buffer<place> at_, inner_;
    buffer<int> first_rows_;
    buffer<thought_layout> layouts_;
    buffer<stretch> stretches_;
    buffer<int> rows_, holds_;
    buffer<place> places_, keys_;
};

}  // namespace lathe::exec
