#pragma once
/// \file
/// p-hop induction: from the last position, go p times to the symbol after the latest earlier occurrence of the current
/// one; asked at the last position for the symbol reached. hop(i) = 1 + max{j < i : s_j = s_i}, answer s[hop^p(n-1)]
/// (Sanford, Hsu, Telgarsky 2024, arXiv:2402.09268; Saunshi et al. 2025, arXiv:2502.17416).
///
/// Two things differ from strings drawn freely, and both close a shortcut. No symbol follows itself: where one does,
/// the walk stops for good, and in free strings (V = 4, n = 32, p = 4) the last symbol answers 0.51. And strings are
/// drawn until the answer's offset from the last symbol, and its rank among the symbols sorted by frequency, are those
/// drawn beforehand: a guess from either scores 1/V. What is left (same sizes, measured): the best fixed position
/// scores 0.28; walking p-2 hops scores 0.47 and p-1 hops 0, because a hop always changes the symbol.
///
/// About V^2 strings are drawn per example, four times as many for testing. Errors: std::invalid_argument unless
/// 3 <= V <= 8 (two symbols could only alternate), p >= 2 (one hop never leads to the last symbol) and n >= 2 p V (in
/// shorter strings some answers can not be had; a walk takes V - 1 positions a hop on average).

#include <lathe/task/task.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lathe::task {

struct p_hop {
    static constexpr std::string_view name = "p_hop";
    static constexpr std::string_view about = "Follow p times the latest earlier occurrence of the current symbol.";
    static constexpr bool causal = true;

    static constexpr int most_symbols = 8;

    explicit p_hop(int length = 32, int hops = 4, int symbols = 4) : length_(length), hops_(hops), symbols_(symbols) {
        if (symbols < 3 || symbols > most_symbols || hops < 2 || length / symbols / 2 < hops) {
            throw std::invalid_argument("p_hop: " + std::to_string(length) + " positions, " + std::to_string(hops) +
                                        " hops, " + std::to_string(symbols) +
                                        " symbols; needed are 3 to 8 symbols, at least 2 hops, and at least "
                                        "2 * hops * symbols positions");
        }
    }

    int length() const { return length_; }
    int symbols() const { return symbols_; }
    double chance() const { return 1.0 / symbols_; }
    std::string spell(int id) const { return {static_cast<char>('a' + id)}; }

    void make(random_numbers& r, split part, example e) const {
        int const offset = r.below(symbols_);
        int const rank = r.below(symbols_);
        int answer = not_asked;
        bool kept = false;
        while (!kept) {
            std::uint64_t const key = draw(r, e.input);
            answer = walk(e.input);
            kept = answer != not_asked && (answer - e.input.back() + symbols_) % symbols_ == offset &&
                   rank_of(answer, e.input) == rank && split_of(key) == part;
        }
        for (auto& target : e.target) {
            target = not_asked;
        }
        e.target.back() = answer;
    }

private:
    // Fills the string and returns its key.
    std::uint64_t draw(random_numbers& r, std::span<int> string) const {
        std::uint64_t key = 0;
        int last = symbols_;
        for (int& symbol : string) {
            symbol = last == symbols_ ? r.below(symbols_) : r.below(symbols_ - 1);
            symbol += symbol >= last ? 1 : 0;
            last = symbol;
            key = key * 0x9E3779B97F4A7C15 + static_cast<std::uint64_t>(symbol) + 1;
        }
        return key;
    }

    // The symbol after all hops, or not_asked if the string begins too late.
    int walk(std::span<int const> string) const {
        std::size_t at = string.size() - 1;
        for (int hop = 0; hop < hops_; ++hop) {
            std::size_t earlier = at;
            do {
                if (earlier == 0) {
                    return not_asked;
                }
                --earlier;
            } while (string[earlier] != string[at]);
            at = earlier + 1;
        }
        return string[at];
    }

    // How many symbols occur more often than this one; of equals the smaller comes first.
    int rank_of(int symbol, std::span<int const> string) const {
        std::array<int, most_symbols> count{};
        for (int const s : string) {
            ++count[static_cast<std::size_t>(s)];
        }
        int rank = 0;
        for (int other = 0; other < symbols_; ++other) {
            int const more = count[static_cast<std::size_t>(other)] - count[static_cast<std::size_t>(symbol)];
            rank += more > 0 || (more == 0 && other < symbol) ? 1 : 0;
        }
        return rank;
    }

    int length_;
    int hops_;
    int symbols_;
};

static_assert(task<p_hop>);

}  // namespace lathe::task
