#pragma once
/// \file
/// The names that the compiler gives to types.

#include <string_view>

namespace lathe::core {

/// The text the compiler prints for T, without surroundings: `lathe::variant::huginn`.
template <class T>
constexpr std::string_view type_name() {
    std::string_view text = __PRETTY_FUNCTION__;
    auto const begin = text.find("T = ") + 4;
    auto const end = text.find(text.find(';', begin) == std::string_view::npos ? ']' : ';', begin);
    return text.substr(begin, (end == std::string_view::npos ? text.rfind(']') : end) - begin);
}

}  // namespace lathe::core
