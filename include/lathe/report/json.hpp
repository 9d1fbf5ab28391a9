#pragma once
/// \file
/// A comparison as JSON and back: every member under its own name, without a second list.
///
/// What is not finite becomes null, and null becomes `unknown`; finite numbers come back exactly. Texts that are not
/// UTF-8 get replacement characters. Reading wants every member, and ignores what it does not know. Errors:
/// std::invalid_argument naming the place ("arms[2].runs[0].loss: ..."); with files also the path, as
/// std::runtime_error.

#include <lathe/core/reflect.hpp>
#include <lathe/report/comparison.hpp>
#include <lathe/core/file.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace lathe::report {

namespace detail {

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;

template <class T>
nlohmann::ordered_json written(T const& value) {
    if constexpr (std::is_same_v<T, double>) {
        return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
    } else if constexpr (is_list<T>) {
        auto list = nlohmann::ordered_json::array();
        for (auto const& item : value) {
            list.push_back(written(item));
        }
        return list;
    } else if constexpr (std::is_aggregate_v<T>) {
        auto object = nlohmann::ordered_json::object();
        core::for_each_member(value,
                              [&](auto name, auto const& member) { object[std::string(name)] = written(member); });
        return object;
    } else {
        return value;
    }
}

[[noreturn]] inline void misread(std::string const& place, std::string const& what) {
    throw std::invalid_argument((place.empty() ? "the whole" : place) + ": " + what);
}

inline void want(bool good, std::string const& place, nlohmann::json const& given, char const* wanted) {
    if (!good) {
        misread(place, std::string("this is ") + given.type_name() + "; it must be " + wanted);
    }
}

template <class T>
void read(nlohmann::json const& from, T& value, std::string const& place) {
    if constexpr (std::is_same_v<T, double>) {
        want(from.is_number() || from.is_null(), place, from, "a number or null");
        value = from.is_null() ? unknown : from.get<double>();
    } else if constexpr (std::is_same_v<T, bool>) {
        want(from.is_boolean(), place, from, "true or false");
        value = from.get<bool>();
    } else if constexpr (std::integral<T>) {
        want(from.is_number_integer(), place, from, "a whole number");
        bool const fits = from.is_number_unsigned() ? std::in_range<T>(from.get<std::uint64_t>())
                                                    : std::in_range<T>(from.get<std::int64_t>());
        if (!fits) {
            misread(place, from.dump() + " is out of range");
        }
        value = from.get<T>();
    } else if constexpr (std::is_same_v<T, std::string>) {
        want(from.is_string(), place, from, "a text");
        value = from.get<std::string>();
    } else if constexpr (is_list<T>) {
        want(from.is_array(), place, from, "a list");
        value.clear();
        value.resize(from.size());
        for (std::size_t i = 0; i < from.size(); ++i) {
            read(from[i], value[i], place + "[" + std::to_string(i) + "]");
        }
    } else {
        want(from.is_object(), place, from, "an object");
        core::for_each_member(value, [&](auto name, auto& member) {
            std::string const key(name);
            std::string const inside = place.empty() ? key : place + "." + key;
            auto const found = from.find(key);
            if (found == from.end()) {
                misread(inside, "it is missing");
            }
            read(*found, member, inside);
        });
    }
}

}  // namespace detail

inline nlohmann::ordered_json to_json(comparison const& c) { return detail::written(c); }

inline comparison from_json(nlohmann::json const& from) {
    comparison result;
    detail::read(from, result, "");
    return result;
}

inline void write_json(std::string const& path, comparison const& c) {
    core::replace_file(path, to_json(c).dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

inline comparison read_json(std::string const& path) {
    std::string const text = core::read_file(path);
    try {
        return from_json(nlohmann::json::parse(text));
    } catch (nlohmann::json::exception const& error) {
        throw std::runtime_error("'" + path + "' is not JSON: " + error.what());
    } catch (std::invalid_argument const& error) {
        throw std::runtime_error("'" + path + "' is not a comparison: " + error.what());
    }
}

}  // namespace lathe::report
