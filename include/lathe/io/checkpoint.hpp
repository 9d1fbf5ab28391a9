#pragma once
/// \file
/// Saving and resuming whatever lists its arrays by `each_state(f)`: f(name, span). Resuming gives the same bits as never
/// having stopped. The metadata hold a check sum, because a bit that has turned over in the numbers is no error to the
/// format, but one to whoever goes on from there.

#include <lathe/core/random.hpp>
#include <lathe/io/safetensors.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <span>
#include <string>
#include <type_traits>

namespace lathe::io {

namespace detail {

template <class T>
std::string type_of() {
    if constexpr (std::is_same_v<T, float>) {
        return "F32";
    } else if constexpr (std::is_same_v<T, double>) {
        return "F64";
    } else if constexpr (sizeof(T) == 1) {
        return "U8";
    } else {
        static_assert(std::is_integral_v<T>);
        return (std::is_signed_v<T> ? "I" : "U") + std::to_string(8 * sizeof(T));
    }
}

/// A number that changes with any bit of any tensor, by its name, its length or its place.
inline std::string check_sum(std::map<std::string, tensor> const& tensors) {
    std::uint64_t sum = 0;
    auto const add = [&](std::span<std::byte const> bytes) {
        sum = mix(sum, bytes.size());
        for (std::size_t i = 0; i < bytes.size(); i += sizeof(std::uint64_t)) {
            std::uint64_t word = 0;
            std::memcpy(&word, bytes.data() + i, std::min(sizeof word, bytes.size() - i));
            sum = hash(sum ^ word);
        }
    };
    for (auto const& [name, t] : tensors) {
        add(std::as_bytes(std::span(name)));
        add(t.bytes);
    }
    return std::to_string(sum);
}

}  // namespace detail

/// Writes all arrays of `state`; the file at `path` is the old one or the new one, never a part. Throws io::error.
template <class State>
void save_checkpoint(std::string const& path, State& state) {
    std::map<std::string, tensor> all;
    state.each_state([&](std::string const& name, auto numbers) {
        using type = std::remove_cv_t<typename decltype(numbers)::element_type>;
        all[name] = {detail::type_of<type>(), {static_cast<std::int64_t>(numbers.size())}, std::as_bytes(numbers)};
    });
    write_safetensors(path, all, {{"format", "lathe checkpoint"}, {"check_sum", detail::check_sum(all)}});
}

/// Reads them back. Throws io::error, and leaves `state` as it was, if the file is damaged or was made by something else:
/// every array that is missing, surplus or of another size is named.
template <class State>
void load_checkpoint(std::string const& path, State& state) {
    auto const file = safetensors::read(path);
    auto const said = [&](std::string const& key) {
        auto const found = file.metadata().find(key);
        return found == file.metadata().end() ? std::string() : found->second;
    };
    if (said("format") != "lathe checkpoint") {
        throw error("'" + path + "' is no checkpoint, though it holds tensors; train anew or give another file");
    }
    std::string missing, misshapen;
    std::size_t known = 0;
    state.each_state([&](std::string const& name, auto numbers) {
        using type = std::remove_cv_t<typename decltype(numbers)::element_type>;
        if (!file.has(name)) {
            missing += " " + name;
            return;
        }
        ++known;
        auto const& t = file.at(name);
        if (t.type != detail::type_of<type>() || t.bytes.size() != numbers.size_bytes()) {
            misshapen += " " + name;
        }
    });
    std::string why;
    why += missing.empty() ? "" : " missing:" + missing + ";";
    why += misshapen.empty() ? "" : " of another size:" + misshapen + ";";
    why += known == file.tensors().size() ? ""
                                          : " " + std::to_string(file.tensors().size() - known) + " arrays too many;";
    if (!why.empty()) {
        throw error("'" + path + "' is a checkpoint of something else:" + why + " train anew or give another folder");
    }
    if (said("check_sum") != detail::check_sum(file.tensors())) {
        throw error("'" + path + "' is damaged: its check sum is another one; train anew or give another file");
    }
    state.each_state([&](std::string const& name, auto numbers) {
        auto const bytes = file.at(name).bytes;
        std::copy(bytes.begin(), bytes.end(), std::as_writable_bytes(numbers).begin());
    });
}

}  // namespace lathe::io
