#pragma once
/// \file
/// Multi-query associative recall: pairs of a key and its value, then every key once more, asked there for its value.
/// Input k_1 v_1 ... k_w v_w followed by slots of two: a key that is asked for and a blank, or two blanks
/// (Arora et al. 2023, "Zoology", arXiv:2312.04927, appendix on MQAR).
///
/// The slots of the queries are drawn without replacement, slot g = 1, 2, ... in proportion to g^(power - 1): most
/// queries come soon, some late. Which key is asked in which slot is drawn evenly; the public generator hands the slots
/// out in the order of the pairs, so that early queries are about early pairs more often than about late ones.
///
/// Overwriting: `overwritten` of the keys are written twice, at places drawn evenly, and the latest value counts. A
/// memory that adds outer products (Hebb) then answers with a sum of both values, one that writes the difference
/// (delta rule) with the latest (Schlag et al. 2021, arXiv:2102.11174).
///
/// Symbols: 0 = blank, then keys, then values, one key fewer than values if symbols are even. Keys are distinct, all
/// values of an example too. The keys in the order they are written decide the split and values are drawn afterwards, so
/// that an answer is exactly uniform over the values in either split, whatever the keys.
/// What a score must be read against: chance() is 1 / values; naming the value of a fixed pair scores 1 / pairs
/// at most, and so does any value that was seen; the older value of a key that was overwritten scores 0.
///
/// Errors: std::invalid_argument unless 2 <= pairs <= keys, 0 <= overwritten <= pairs, pairs + overwritten <= values, the
/// length is even, all fits (2 (pairs + overwritten) + 2 pairs <= length <= 256), symbols are 8 to 256 and
/// 0 < power <= 1.

#include <lathe/task/task.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lathe::task {

struct mqar {
    static constexpr std::string_view name = "mqar";
    static constexpr std::string_view about = "Recall the values of many keys.";
    static constexpr bool causal = true;

    static constexpr int blank = 0;
    static constexpr int most_symbols = 256;
    static constexpr int longest = 256;

    struct options {
        int pairs = 8;
        int overwritten = 0;
        int symbols = 128;
        double power = 0.01;
    };

    explicit mqar(int length = 64) : mqar(length, options{}) {}

    mqar(int length, options o) : length_(length), options_(o) {
        bool const sizes = o.symbols >= 8 && o.symbols <= most_symbols && length <= longest && length % 2 == 0;
        if (!sizes || o.pairs < 2 || o.pairs > keys() || o.overwritten < 0 || o.overwritten > o.pairs ||
            writes() > values() || 2 * writes() + 2 * o.pairs > length || !(o.power > 0.0) || o.power > 1.0) {
            throw std::invalid_argument(
                "mqar: " + std::to_string(length) + " positions, " + std::to_string(o.pairs) + " pairs, " +
                std::to_string(o.overwritten) + " overwritten, " + std::to_string(o.symbols) + " symbols, power " +
                std::to_string(o.power) +
                "; needed are 8 to 256 symbols, an even length of at most 256 with 4 positions for each pair and 2 for "
                "each that is overwritten, at least 2 pairs, no more than there are keys and values, and a power in "
                "(0, 1]");
        }
        double sum = 0.0;
        for (int slot = 0; slot < slots(); ++slot) {
            sum += std::pow(slot + 1.0, o.power - 1.0);
            reached_[static_cast<std::size_t>(slot)] = sum;
        }
    }

    int length() const { return length_; }
    int symbols() const { return options_.symbols; }
    double chance() const { return 1.0 / values(); }

    /// k1, k2 ... for keys, v1, v2 ... for values.
    std::string spell(int id) const {
        return id == blank           ? "."
               : id < first_value() ? "k" + std::to_string(id)
                                    : "v" + std::to_string(id - first_value() + 1);
    }

    /// Keys are 1 .. keys(), values are first_value() .. symbols() - 1.
    int keys() const { return (options_.symbols - 1) / 2; }
    int values() const { return options_.symbols - first_value(); }
    int first_value() const { return keys() + 1; }
    /// How many pairs stand before the queries, those that are overwritten later among them.
    int writes() const { return options_.pairs + options_.overwritten; }

    void make(random_numbers& r, split part, example e) const {
        auto const pairs = static_cast<std::size_t>(options_.pairs);
        std::array<int, most_symbols> held;
        std::span const written = std::span(held).first(static_cast<std::size_t>(writes()));
        std::array<int, most_symbols> drawn;
        std::uint64_t key = 0;
        do {
            choose(r, drawn, pairs, 1, keys());
            for (std::size_t i = 0; i < written.size(); ++i) {
                written[i] = drawn[i % pairs];  // distinct keys come in any order: the first ones are written twice
            }
            r.shuffle(written);
            key = 0;
            for (int const k : written) {
                key = mix(key, static_cast<std::uint64_t>(k));
            }
        } while (split_of(key) != part);

        for (std::size_t i = 0; i < e.input.size(); ++i) {
            e.input[i] = blank;
            e.target[i] = not_asked;
        }
        std::array<int, most_symbols> value{};  // by key, the latest
        std::array<int, most_symbols> fresh;
        choose(r, fresh, written.size(), first_value(), values());
        for (std::size_t i = 0; i < written.size(); ++i) {
            e.input[2 * i] = written[i];
            e.input[2 * i + 1] = fresh[i];
            value[static_cast<std::size_t>(written[i])] = fresh[i];
        }
        std::span const queries = std::span(drawn).first(pairs);
        r.shuffle(queries);
        for (int const query : queries) {
            std::size_t at = 0;
            do {
                at = 2 * (written.size() + slot(r));
            } while (e.input[at] != blank);
            e.input[at] = query;
            e.target[at] = value[static_cast<std::size_t>(query)];
        }
    }

private:
    int slots() const { return length_ / 2 - writes(); }

    // The first `count` of a random order of first .. first + among - 1.
    static void choose(random_numbers& r, std::array<int, most_symbols>& into, std::size_t count, int first, int among) {
        for (int i = 0; i < among; ++i) {
            into[static_cast<std::size_t>(i)] = first + i;
        }
        for (std::size_t i = 0; i < count; ++i) {
            auto const chosen = i + static_cast<std::size_t>(r.below(among - static_cast<int>(i)));
            int const kept = into[i];
            into[i] = into[chosen];
            into[chosen] = kept;
        }
    }

    std::size_t slot(random_numbers& r) const {
        double const share = r.uniform() * reached_[static_cast<std::size_t>(slots() - 1)];
        std::size_t at = 0;
        while (at + 1 < static_cast<std::size_t>(slots()) && reached_[at] <= share) {
            ++at;
        }
        return at;
    }

    int length_;
    options options_;
    std::array<double, longest / 2> reached_{};  // sums of the weights up to and with a slot
};

static_assert(task<mqar>);

}  // namespace lathe::task
