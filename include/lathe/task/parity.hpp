#pragma once
/// \file
/// Parity: tokens x_1 .. x_n are 0 or 1, asked at every t, or at the last position alone, for x_1 + ... + x_t mod 2.
///
/// The smallest problem that a memory whose transitions have only positive eigenvalues cannot solve at all lengths
/// (Grazzi et al. 2024, arXiv:2411.12537); targets at every position or at the last one as there and in Beck et al.
/// 2024, arXiv:2405.04517. Error: std::invalid_argument for a length below 6.
///
/// All tokens but the first and the last decide whether a sequence is for training or for testing. So in either split
/// and at any t the answer is exactly uniform whatever x_2 .. x_n are, and the last one whatever x_1 .. x_{n-1} are:
/// a guess that misses the first token scores 1/2, and so does one that misses the last.
/// What a score must be read against: the answer at t = 1 is the token itself, and the first few tokens of a test
/// sequence do occur in training, so look at accuracy by position. Whether there are at least k ones tells the parity
/// of t tokens with 1/2 + C(t-1, k-1) / 2^t: 0.69 at t = 4, 0.60 at t = 16, 0.55 at t = 64, with the best k.

#include <lathe/task/task.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lathe::task {

/// Where an answer is asked for.
enum class asked { everywhere, last };

struct parity {
    static constexpr std::string_view name = "parity";
    static constexpr std::string_view about = "Whether the ones so far are even or odd in number.";
    static constexpr bool causal = true;

    explicit parity(int length = 32, asked where = asked::everywhere) : length_(length), where_(where) {
        if (length < 6) {
            throw std::invalid_argument("parity: the length is " + std::to_string(length) +
                                        "; it must be at least 6, or there are too few sequences to split");
        }
    }

    int length() const { return length_; }
    int symbols() const { return 2; }
    double chance() const { return 0.5; }
    std::string spell(int id) const { return {static_cast<char>('0' + id)}; }

    void make(random_numbers& r, split part, example e) const {
        std::uint64_t key = 0;
        do {
            key = 0;
            for (auto& token : e.input.subspan(1, e.input.size() - 2)) {
                token = r.below(2);
                key = mix(key, static_cast<std::uint64_t>(token));
            }
        } while (split_of(key) != part);
        e.input.front() = r.below(2);
        e.input.back() = r.below(2);

        int odd = 0;
        for (std::size_t t = 0; t < e.input.size(); ++t) {
            odd ^= e.input[t];
            e.target[t] = where_ == asked::everywhere || t + 1 == e.input.size() ? odd : not_asked;
        }
    }

private:
    int length_;
    asked where_;
};

static_assert(task<parity>);

}  // namespace lathe::task
