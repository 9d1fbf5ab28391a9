#pragma once
/// \file
/// Addition of k operands of d digits: "123+045+678=" and then the digits of the sum, least significant first.
///
/// Operands are uniform in 0 .. 10^d - 1, written with d digits, most significant first. The input goes on with the
/// answer's own digits, one position late (teacher forcing), so that the position of '=' is asked for the units and the
/// position of answer digit j for digit j + 1; nothing else is asked. The answer has as many digits as the largest sum.
/// Symbols: 0..9, 10 = '+', 11 = '='. Length k (d + 1) + answer - 1. Errors: std::invalid_argument unless
/// 2 <= k <= 32 and 1 <= d <= 9.
///
/// The operands, in whatever order, decide the split: 1+2 and 2+1 are on the same side. What a score must be read
/// against: the lower d digits are exactly uniform, the leading ones are not (two operands: 0 or 1); `chance()` is the
/// mean over positions of the commonest digit's share. The units need no carry.

#include <lathe/task/task.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lathe::task {

struct addition {
    static constexpr std::string_view name = "addition";
    static constexpr std::string_view about = "Add numbers; the answer comes least significant digit first.";
    static constexpr bool causal = true;

    static constexpr int plus = 10;
    static constexpr int equals = 11;

    explicit addition(int operands = 3, int digits = 3) : operands_(operands), digits_(digits) {
        if (operands < 2 || operands > 32 || digits < 1 || digits > 9) {
            throw std::invalid_argument("addition: " + std::to_string(operands) + " operands of " +
                                        std::to_string(digits) +
                                        " digits; needed are 2 to 32 operands of 1 to 9 digits");
        }
        for (int i = 0; i < digits; ++i) {
            limit_ *= 10;
        }
        for (std::int64_t rest = operands * (limit_ - 1); rest > 0; rest /= 10) {
            ++answer_;
        }
        chance_ = best_guess();
    }

    int length() const { return operands_ * (digits_ + 1) + answer_ - 1; }
    int symbols() const { return 12; }
    double chance() const { return chance_; }

    std::string spell(int id) const {
        return id == plus ? "+" : id == equals ? "=" : std::to_string(id);
    }

    /// How many digits the answer has.
    int answer() const { return answer_; }

    void make(random_numbers& r, split part, example e) const {
        std::int64_t sum = 0;
        std::uint64_t key = 0;
        do {
            sum = 0;
            key = 0;
            std::size_t at = 0;
            for (int operand = 0; operand < operands_; ++operand) {
                std::int64_t const value = r.below(static_cast<int>(limit_));
                sum += value;
                // A sum of hashes does not see the order.
                key += hash(static_cast<std::uint64_t>(value));
                for (std::int64_t place = limit_ / 10; place > 0; place /= 10) {
                    e.input[at++] = static_cast<int>(value / place % 10);
                }
                e.input[at++] = operand + 1 < operands_ ? plus : equals;
            }
        } while (split_of(key) != part);

        for (auto& target : e.target) {
            target = not_asked;
        }
        std::size_t const first = e.target.size() - static_cast<std::size_t>(answer_);
        for (std::size_t at = first; at < e.target.size(); ++at, sum /= 10) {
            e.target[at] = static_cast<int>(sum % 10);
            if (at > first) {
                e.input[at] = e.target[at - 1];
            }
        }
    }

private:
    // The low digits are uniform. The rest is what is carried out of the highest column, whose distribution follows
    // column by column from those of a column's sum and of the carry into it.
    double best_guess() const {
        auto const most = static_cast<std::size_t>(9 * operands_ + operands_);
        std::vector<double> column{1.0};
        for (int operand = 0; operand < operands_; ++operand) {
            std::vector<double> wider(column.size() + 9, 0.0);
            for (std::size_t sum = 0; sum < column.size(); ++sum) {
                for (std::size_t digit = 0; digit < 10; ++digit) {
                    wider[sum + digit] += column[sum] / 10.0;
                }
            }
            column = std::move(wider);
        }
        std::vector<double> carry(most / 10 + 1, 0.0);
        carry[0] = 1.0;
        for (int place = 0; place < digits_; ++place) {
            std::vector<double> next(carry.size(), 0.0);
            for (std::size_t in = 0; in < carry.size(); ++in) {
                for (std::size_t sum = 0; sum < column.size() && sum + in <= most; ++sum) {
                    next[(sum + in) / 10] += carry[in] * column[sum];
                }
            }
            carry = std::move(next);
        }

        double total = 0.1 * digits_;
        std::size_t place = 1;
        for (int digit = digits_; digit < answer_; ++digit, place *= 10) {
            std::array<double, 10> share{};
            for (std::size_t value = 0; value < carry.size(); ++value) {
                share[value / place % 10] += carry[value];
            }
            total += *std::max_element(share.begin(), share.end());
        }
        return total / answer_;
    }

    int operands_;
    int digits_;
    int answer_ = 0;
    std::int64_t limit_ = 1;
    double chance_ = 0.0;
};

static_assert(task<addition>);

}  // namespace lathe::task
