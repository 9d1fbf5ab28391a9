#pragma once
/// \file
/// The word problem of a finite group: tokens x_1 .. x_n uniform over G, asked at every t for x_1 x_2 ... x_t.
///
/// Merrill, Petty, Sabharwal 2024, arXiv:2404.08819. A product ab means first a, then b, as a word is read. Symbols are
/// the group's elements, 0 is the identity. Error: std::invalid_argument for a length below 4.
///
/// All tokens but the last decide whether a sequence is for training or for testing, so that the last answer is exactly
/// uniform in either split, whatever the first n-1 tokens.
/// What a score must be read against: the answer at t = 1 is the token itself, and the first few tokens of a test
/// sequence do occur in training (S3: all 216 beginnings of three), so look at accuracy by position. One token alone
/// tells nothing about the last answer. Token counts tell its parity in S3 and S5, hence 2/|G| (S3, 8 tokens: 0.385 at
/// best, by enumeration), and next to nothing in A5, which has no abelian quotient.

#include <lathe/task/task.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lathe::task {

namespace detail {

template <int N>
using permutation = std::array<std::uint8_t, static_cast<std::size_t>(N)>;

template <int N>
constexpr bool even(permutation<N> const& p) {
    bool result = true;
    for (std::size_t i = 0; i < p.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            result ^= p[j] > p[i];
        }
    }
    return result;
}

/// Permutations of N things in lexicographic order, all of them or the even ones.
template <int N, int Order, bool Even>
constexpr auto list_permutations() {
    std::array<permutation<N>, static_cast<std::size_t>(Order)> all{};
    permutation<N> p{};
    for (std::size_t i = 0; i < p.size(); ++i) {
        p[i] = static_cast<std::uint8_t>(i);
    }
    for (std::size_t count = 0; count < all.size();) {
        if (!Even || even<N>(p)) {
            all[count++] = p;
        }
        std::next_permutation(p.begin(), p.end());
    }
    return all;
}

/// The number of the permutation whose images, read as digits of base N, are the index.
template <int N, std::size_t Order>
constexpr auto invert(std::array<permutation<N>, Order> const& element) {
    std::array<std::uint8_t, N * N * N * N * N> number{};
    for (std::size_t a = 0; a < Order; ++a) {
        std::size_t digits = 0;
        for (auto const image : element[a]) {
            digits = digits * N + image;
        }
        number[digits] = static_cast<std::uint8_t>(a);
    }
    return number;
}

}  // namespace detail

/// A group of permutations of N things.
template <int N, bool Even>
struct permutations {
    static_assert(N >= 3 && N <= 5, "lathe[task.word_problem.N]: permutations of N things; N is 3, 4 or 5");

    static constexpr int order = (N == 3 ? 6 : N == 4 ? 24 : 120) / (Even ? 2 : 1);

    /// Element a sends i to element[a][i].
    static constexpr auto element = detail::list_permutations<N, order, Even>();

    /// First a, then b.
    static constexpr int product(int a, int b) {
        std::size_t digits = 0;
        for (auto const image : element[static_cast<std::size_t>(a)]) {
            digits = digits * N + element[static_cast<std::size_t>(b)][image];
        }
        return number[digits];
    }

    /// One-line notation: 213 swaps the first two.
    static std::string spell(int a) {
        std::string text;
        for (auto const image : element[static_cast<std::size_t>(a)]) {
            text += static_cast<char>('1' + image);
        }
        return text;
    }

private:
    // A multiplication table of S5 costs clang more steps than it grants one constant, and the processor more cache.
    static constexpr auto number = detail::invert<N>(element);
};

/// S_N: 6 elements for N = 3, 120 for N = 5.
template <int N>
struct symmetric : permutations<N, false> {
    static constexpr char letters[] = {'s', static_cast<char>('0' + N), '\0'};
};

/// A_N, the even permutations: 60 elements for N = 5, the smallest group that is not solvable.
template <int N>
struct alternating : permutations<N, true> {
    static constexpr char letters[] = {'a', static_cast<char>('0' + N), '\0'};
};

template <class Group>
struct word_problem {
    static constexpr std::string_view name = Group::letters;
    static constexpr std::string_view about = "Running products of random elements of a finite group.";
    static constexpr bool causal = true;

    explicit word_problem(int length = 8) : length_(length) {
        if (length < 4) {
            throw std::invalid_argument("word_problem: the length is " + std::to_string(length) +
                                        "; it must be at least 4, or there are too few sequences to split");
        }
    }

    int length() const { return length_; }
    int symbols() const { return Group::order; }
    double chance() const { return 1.0 / Group::order; }
    std::string spell(int id) const { return Group::spell(id); }

    void make(random_numbers& r, split part, example e) const {
        std::uint64_t key = 0;
        do {
            key = 0;
            for (auto& token : e.input.first(e.input.size() - 1)) {
                token = r.below(Group::order);
                key = mix(key, static_cast<std::uint64_t>(token));
            }
        } while (split_of(key) != part);
        e.input.back() = r.below(Group::order);

        int state = 0;
        for (std::size_t t = 0; t < e.input.size(); ++t) {
            state = Group::product(state, e.input[t]);
            e.target[t] = state;
        }
    }

private:
    int length_;
};

static_assert(task<word_problem<symmetric<3>>>);

}  // namespace lathe::task
