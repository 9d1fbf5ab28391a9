#pragma once
/// \file
/// Sequences with some of their symbols masked, ready for one call of a denoiser, with what is asked and how much each
/// answer counts.

#include <lathe/concepts/input.hpp>
#include <lathe/core/random.hpp>
#include <lathe/exec/memory.hpp>
#include <lathe/signal/masked.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

namespace lathe::exec {

/// `sequences` sequences of `length` symbols for Model, masked as Plan draws. The target of a position is its symbol; where
/// the target is negative nothing is asked, and the symbol given stands. Models whose nest works block by block get each
/// sequence twice, clean and masked, so that one call answers for all blocks; each block has its own time.
///
/// What is masked depends on (seed, index) alone. Times are stratified without looking at a batch: index times the golden
/// ratio, modulo 1, is evenly spread over any run of indices.
template <class Model, class Plan>
class corrupted {
    static constexpr int block = Model::variant::nest::block;
    static constexpr int copies = block > 0 ? 2 : 1;
    static constexpr int mask = Model::loop_type::mask;

public:
    corrupted() = default;
    /// Throws std::invalid_argument if there are no sequences, or the model does not take so many symbols.
    corrupted(int sequences, int length)
        : sequences_(check(sequences, length)),
          length_(length),
          symbols_(count(copies * sequences * length)),
          targets_(symbols_.size()),
          weights_(symbols_.size()),
          noise_(symbols_.size()),
          at_(symbols_.size()) {
        for (int s = 0, row = 0; s < sequences; ++s) {
            for (int copy = 0; copy < copies; ++copy) {
                for (int p = 0; p < length; ++p, ++row) {
                    at_[count(row)] = {s, p, copy};
                    targets_[count(row)] = -1;
                }
            }
        }
    }

    /// Sequence `slot` becomes example `index`. Throws std::invalid_argument for a symbol that the model has not.
    void fill(int slot, std::span<int const> symbols, std::span<int const> targets, std::uint64_t seed, std::uint64_t index) {
        int const step = block > 0 ? block : length_;
        std::size_t const clean = count(copies * slot * length_);
        std::size_t const noisy = clean + count((copies - 1) * length_);
        random_numbers numbers(mix(seed, 0x6d61736b), index);
        for (int p = 0; p < length_; ++p) {
            int const symbol = targets[count(p)] >= 0 ? targets[count(p)] : symbols[count(p)];
            if (symbol < 0 || symbol >= mask) {
                throw std::invalid_argument("lathe: symbol " + std::to_string(symbol) + " at position " +
                                            std::to_string(p) + "; this model knows 0 to " + std::to_string(mask - 1));
            }
            symbols_[clean + count(p)] = symbol;
            symbols_[noisy + count(p)] = symbol;
            targets_[noisy + count(p)] = -1;
            weights_[noisy + count(p)] = 0;
        }
        int const parts = (length_ + step - 1) / step;
        for (int part = 0; part < parts; ++part) {
            int const end = std::min(length_, (part + 1) * step);
            int asked = 0;
            for (int p = part * step; p < end; ++p) {
                asked += targets[count(p)] >= 0 ? 1 : 0;
            }
            auto const how = Plan::draw(time(seed, index * static_cast<std::uint64_t>(parts) + static_cast<std::uint64_t>(part)), asked);
            int wanted = how.exactly;
            double const chance = how.exactly > 0 ? static_cast<double>(how.exactly) / asked : how.chance;
            std::fill_n(noise_.begin() + noisy + part * step, end - part * step, static_cast<float>(chance));
            for (int p = part * step; p < end; ++p) {
                if (targets[count(p)] < 0) {
                    continue;
                }
                bool const hidden = how.exactly > 0 ? numbers.below(asked) < wanted : numbers.uniform() < how.chance;
                --asked;
                if (hidden) {
                    --wanted;
                    symbols_[noisy + count(p)] = mask;
                    targets_[noisy + count(p)] = targets[count(p)];
                    weights_[noisy + count(p)] = how.weight;
                }
            }
        }
    }

    /// What the model is run on.
    input get() const {
        places const at(at_.data(), at_.size());
        return {.symbols = {symbols_.data(), symbols_.size()}, .at = at, .inner = at, .noise = {noise_.data(), noise_.size()}};
    }
    /// The symbols of masked positions, and -1 elsewhere; with their weights.
    std::span<int const> targets() const { return {targets_.data(), targets_.size()}; }
    std::span<double const> weights() const { return {weights_.data(), weights_.size()}; }
    int rows() const { return static_cast<int>(symbols_.size()); }
    int sequences() const { return sequences_; }
    int length() const { return length_; }
    /// Row of sequence `slot` from which on its masked symbols lie.
    int first_row(int slot) const { return (copies * slot + copies - 1) * length_; }

private:
    static std::size_t count(int n) { return static_cast<std::size_t>(n); }
    static double time(std::uint64_t seed, std::uint64_t index) {
        std::uint64_t const place = mix(seed, 0x74696d65) + index * 0x9E3779B97F4A7C15;
        return static_cast<double>(place >> 11) * 0x1p-53;
    }
    static int check(int sequences, int length) {
        if (sequences < 1 || length < 1 || length > Model::size.context) {
            throw std::invalid_argument("lathe: " + std::to_string(sequences) + " sequences of " + std::to_string(length) +
                                        " symbols to be masked; needed are 1 or more, of 1 to " +
                                        std::to_string(Model::size.context) + " symbols");
        }
        return sequences;
    }

    int sequences_ = 0, length_ = 0;
    buffer<int> symbols_, targets_;
    buffer<double> weights_;
    buffer<float> noise_;  ///< of the clean copies 0
    buffer<place> at_;
};

}  // namespace lathe::exec
