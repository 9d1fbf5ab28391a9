#pragma once
/// \file
/// Sentences with numbers in them, for exceptions. They are put together in one place, because strings that are added up
/// where they are thrown are long code that nobody runs.

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

namespace lathe::core {

/// A piece of text, or a number as std::to_string writes it.
class message_part {
public:
    constexpr message_part(char const* text) : text_(text) {}
    constexpr message_part(std::string_view text) : text_(text) {}
    constexpr message_part(std::integral auto number) : kind_(whole), whole_(static_cast<long long>(number)) {}
    constexpr message_part(double number) : kind_(real), real_(number) {}

    void add_to(std::string& all) const {
        if (kind_ == words) {
            all.append(text_);
        } else {
            all.append(kind_ == whole ? std::to_string(whole_) : std::to_string(real_));
        }
    }

private:
    enum { words, whole, real } kind_ = words;
    std::string_view text_;
    long long whole_ = 0;
    double real_ = 0;
};

[[gnu::noinline, gnu::cold]] inline std::string message(std::initializer_list<message_part> parts) {
    std::string all;
    for (auto const& part : parts) {
        part.add_to(all);
    }
    return all;
}

}  // namespace lathe::core
