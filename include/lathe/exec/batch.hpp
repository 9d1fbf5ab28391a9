#pragma once
/// \file
/// Sequences side by side, with the places and row numbers that a model's frame asks for.

#include <lathe/concepts/input.hpp>
#include <lathe/core/message.hpp>
#include <lathe/exec/memory.hpp>

#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>

namespace lathe::exec {

/// Symbols that Model can read: its vocabulary and, if it has one, the mask, which is never an answer.
template <class Model>
inline constexpr int readable = Model::size.vocab + (requires { requires Model::variant::outside::masks; } ? 1 : 0);

/// Throws std::invalid_argument that names the first symbol outside a vocabulary of `vocab`.
inline void check_symbols(std::span<int const> symbols, int vocab) {
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        if (symbols[i] < 0 || symbols[i] >= vocab) {
            throw std::invalid_argument(core::message({"lathe: symbol ", symbols[i], " in place ", i,
                                                       " is outside the vocabulary; this model knows 0 to ", vocab - 1}));
        }
    }
}

/// The same for targets, whose places are `at`; negative ones are not asked.
inline void check_targets(std::span<int const> targets, places at, int prefix, int vocab) {
    for (std::size_t i = 0; i < targets.size(); ++i) {
        if (targets[i] >= vocab) {
            throw std::invalid_argument(core::message({"lathe: target ", targets[i], " at position ", at[i].position - prefix,
                                                       " of sequence ", at[i].sequence,
                                                       " is outside the vocabulary; this model knows 0 to ", vocab - 1,
                                                       ", and negative ones are not asked"}));
        }
    }
}

/// Memory for `sequences` sequences of up to `length` symbols each; filled again and again without allocating.
class batch {
public:
    batch() = default;
    /// `prefix` rows stand before each sequence in the run (frame::puzzle). Throws std::invalid_argument if there would
    /// be no rows, or more than an int can count.
    batch(int sequences, int length, int prefix)
        : sequences_(check(sequences, length, prefix)),
          length_(length),
          prefix_(prefix),
          symbols_(count(sequences * length)),
          targets_(count(sequences * length)),
          at_(count(sequences * length)),
          inner_(count(sequences * (length + prefix))),
          token_rows_(count(sequences * length)),
          first_rows_(count(sequences)),
          last_rows_(count(sequences)) {}

    void clear() { used_ = 0, rows_ = 0, filled_ = 0; }

    /// Adds a sequence and returns where its symbols and targets go. Throws std::length_error when it does not fit.
    struct pair {
        std::span<int> symbols, targets;
    };
    pair add(int length) {
        if (filled_ == sequences_ || length > length_ || length < 1) {
            throw std::length_error(core::message({"lathe: a batch for ", sequences_, " sequences of up to ", length_,
                                                   " symbols cannot take another of ", length}));
        }
        first_rows_[count(filled_)] = rows_;
        for (int p = 0; p < prefix_; ++p) {
            inner_[count(rows_++)] = {filled_, p, 0};
        }
        auto const begin = count(used_);
        for (int i = 0; i < length; ++i) {
            at_[count(used_)] = {filled_, prefix_ + i, 0};
            token_rows_[count(used_)] = rows_;
            inner_[count(rows_)] = at_[count(used_)];
            ++rows_;
            ++used_;
        }
        last_rows_[count(filled_)] = rows_ - 1;
        ++filled_;
        return {symbols_.span().subspan(begin, count(length)), targets_.span().subspan(begin, count(length))};
    }

    /// What a model is run on.
    input get(std::uint64_t seed = 0) const {
        auto const inner = places(inner_.data(), count(rows_));
        return {.symbols = {symbols_.data(), count(used_)},
                .at = {at_.data(), count(used_)},
                .inner = inner,
                .token_rows = prefix_ > 0 ? slice<int const>(token_rows_.data(), count(used_)) : slice<int const>(),
                .first_rows = {first_rows_.data(), count(filled_)},
                .last_rows = {last_rows_.data(), count(filled_)},
                .seed = seed};
    }
    std::span<int const> targets() const { return {targets_.data(), count(used_)}; }
    /// Throws std::invalid_argument that names the first symbol outside the `known` ones, or target outside a vocabulary of
    /// `vocab`.
    void check(int vocab) const { check(vocab, vocab); }
    void check(int vocab, int known) const {
        check_symbols({symbols_.data(), count(used_)}, known);
        check_targets(targets(), {at_.data(), count(used_)}, prefix_, vocab);
    }
    int rows() const { return rows_; }
    int symbols() const { return used_; }
    int sequences() const { return filled_; }

private:
    static std::size_t count(int n) { return static_cast<std::size_t>(n); }
    static int check(int sequences, int length, int prefix) {
        constexpr int most = std::numeric_limits<int>::max();
        if (sequences < 1 || length < 1 || prefix < 0 || prefix > most - length || sequences > most / (length + prefix)) {
            throw std::invalid_argument(core::message({"lathe: a batch of ", sequences, " sequences of ", length,
                                                       " symbols after ", prefix,
                                                       " rows; there must be 1 to 2^31 - 1 rows"}));
        }
        return sequences;
    }

    int sequences_ = 0, length_ = 0, prefix_ = 0;
    int used_ = 0, rows_ = 0, filled_ = 0;
    buffer<int> symbols_, targets_;
    buffer<place> at_, inner_;
    buffer<int> token_rows_, first_rows_, last_rows_;
};

}  // namespace lathe::exec
