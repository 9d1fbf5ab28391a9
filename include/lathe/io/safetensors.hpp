#pragma once
/// \file
/// safetensors files: u64 length N, little-endian, N bytes of JSON (io/header.hpp), then the numbers, row by row
/// (huggingface/safetensors, README "Format"). Little-endian machines only.
///
/// A file is whole and sound or not read at all: N, types, shapes and offsets are compared with each other and with the
/// size of the file before anything is looked at. Values are not judged: not a number and infinity are legal. Nothing
/// is assumed of alignment. Throws io::error.

#include <algorithm>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <lathe/io/error.hpp>
#include <lathe/io/file.hpp>
#include <lathe/io/half.hpp>
#include <lathe/io/header.hpp>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace lathe::io {

static_assert(std::endian::native == std::endian::little, "the numbers of a file are little-endian");

/// At most so many bytes of header.
inline constexpr std::uint64_t longest_header = 100'000'000;

/// One tensor: its type by the format's name (F32, I64, ...), its shape, its bytes, which belong to somebody else.
struct tensor {
    std::string type;
    std::vector<std::int64_t> shape;
    std::span<std::byte const> bytes;

    /// Number of entries.
    std::int64_t size() const {
        std::int64_t n = 1;
        for (auto const d : shape) n *= d;
        return n;
    }
};

/// The contents of a file. What `tensors` and `at` give lives as long as it does.
class safetensors {
public:
    static safetensors read(std::string const& path) { return {read_file(path), path}; }

    /// The bytes of a file; `name` stands in errors.
    safetensors(std::vector<std::byte> bytes, std::string name) : bytes_(std::move(bytes)), name_(std::move(name)) {
        std::uint64_t length = 0;
        if (bytes_.size() < sizeof length) {
            fail("it has " + std::to_string(bytes_.size()) + " bytes; the length of the header alone takes 8");
        }
        std::memcpy(&length, bytes_.data(), sizeof length);
        std::span const rest = std::span<std::byte const>(bytes_).subspan(sizeof length);
        if (length > longest_header) {
            fail("its header claims " + std::to_string(length) + " bytes; at most " + std::to_string(longest_header) +
                 " are allowed");
        }
        if (length > rest.size()) {
            fail("its header claims " + std::to_string(length) + " bytes; " + std::to_string(rest.size()) +
                 " are there");
        }
        std::string_view const text(reinterpret_cast<char const*>(rest.data()), length);
        auto const numbers = rest.subspan(length);
        auto read = read_header(text, numbers.size(), name_);
        metadata_ = std::move(read.metadata);
        for (auto& [key, e] : read.entries) {
            tensors_[key] = {std::move(e.type), std::move(e.shape), numbers.subspan(e.begin, e.end - e.begin)};
        }
    }
    safetensors(safetensors&&) = default;
    safetensors& operator=(safetensors&&) = default;

    std::map<std::string, tensor> const& tensors() const { return tensors_; }
    std::map<std::string, std::string> const& metadata() const { return metadata_; }
    std::string const& name() const { return name_; }
    bool has(std::string const& key) const { return tensors_.contains(key); }
    tensor const& at(std::string const& key) const {
        auto const found = tensors_.find(key);
        if (found == tensors_.end()) fail("it holds no tensor " + shown(key));
        return found->second;
    }

    /// Entries as T, whatever type of up to 64 bits the file has, but for complex numbers and those of 4, 6 or 8 bits
    /// with a point. An integer T must be able to hold them; a real T rounds.
    template <class T>
    std::vector<T> values(std::string const& key) const {
        auto const& t = at(key);
        std::vector<T> out(static_cast<std::size_t>(t.size()));
        auto const copy = [&]<class S>(S, auto meaning) {
            for (std::size_t i = 0; i < out.size(); ++i) {
                S stored;
                std::memcpy(&stored, t.bytes.data() + i * sizeof(S), sizeof(S));
                auto const value = meaning(stored);
                if (!holds<T>(value)) {
                    fail("tensor " + shown(key) + " holds " + std::to_string(value) + ", which is not an integer of " +
                         std::to_string(8 * sizeof(T)) + " bits as is needed here");
                }
                out[i] = static_cast<T>(value);
            }
        };
        auto const itself = [](auto x) { return x; };
        auto const& type = t.type;
        if (type == "F64")
            copy(double{}, itself);
        else if (type == "F32")
            copy(float{}, itself);
        else if (type == "F16")
            copy(std::uint16_t{}, float_of_f16);
        else if (type == "BF16")
            copy(std::uint16_t{}, float_of_bf16);
        else if (type == "I64")
            copy(std::int64_t{}, itself);
        else if (type == "U64")
            copy(std::uint64_t{}, itself);
        else if (type == "I32")
            copy(std::int32_t{}, itself);
        else if (type == "U32")
            copy(std::uint32_t{}, itself);
        else if (type == "I16")
            copy(std::int16_t{}, itself);
        else if (type == "U16")
            copy(std::uint16_t{}, itself);
        else if (type == "I8")
            copy(std::int8_t{}, itself);
        else if (type == "U8")
            copy(std::uint8_t{}, itself);
        else if (type == "BOOL")
            copy(std::uint8_t{}, [](std::uint8_t x) { return x != 0 ? 1 : 0; });
        else
            fail("tensor " + shown(key) + " has the type " + type + ", whose values cannot be read");
        return out;
    }

private:
    [[noreturn]] void fail(std::string const& why) const {
        throw error("'" + name_ + "' is no usable safetensors file: " + why);
    }

    template <class T, class S>
    static bool holds(S value) {
        if constexpr (std::floating_point<T>) {
            return true;
        } else if constexpr (std::floating_point<S>) {
            // 2^digits is exact in every S, the largest T is not
            S const beyond = std::ldexp(S(1), std::numeric_limits<T>::digits);
            return value < beyond && value >= (std::is_signed_v<T> ? -beyond : S(0)) && std::trunc(value) == value;
        } else {
            return std::in_range<T>(value);
        }
    }

    std::vector<std::byte> bytes_;
    std::string name_;
    std::map<std::string, tensor> tensors_;
    std::map<std::string, std::string> metadata_;
};

/// Writes tensors with the widest types first, so that each is aligned, through a temporary file that takes the old
/// one's place only when it is whole. What would not be read back is refused.
inline void write_safetensors(std::string const& path, std::map<std::string, tensor> const& tensors,
                              std::map<std::string, std::string> const& metadata = {}) {
    auto const refuse = [&](std::string const& why) { throw error("cannot write '" + path + "': " + why); };
    std::vector<std::pair<std::string const, tensor> const*> order;
    for (auto const& named : tensors) {
        auto const& [name, t] = named;
        if (name == "__metadata__") refuse("a tensor is called __metadata__; the format keeps that name for itself");
        if (bits_of(t.type) == 0) refuse("tensor " + shown(name) + " has the unknown type " + shown(t.type));
        if (bytes_of(t.type, t.shape) != t.bytes.size()) {
            refuse("tensor " + shown(name) + " has " + std::to_string(t.bytes.size()) +
                   " bytes; its type and shape need another number");
        }
        order.push_back(&named);
    }
    std::sort(order.begin(), order.end(), [](auto const* a, auto const* b) {
        auto const bits = [](auto const* named) { return bits_of(named->second.type); };
        return bits(a) != bits(b) ? bits(a) > bits(b) : a->first < b->first;
    });
    std::uint64_t offset = 0;
    std::string text = "{";
    auto const add = [&](std::string const& name, nlohmann::ordered_json const& value) {
        text += (text.size() > 1 ? "," : "") + nlohmann::json(name).dump() + ":" + value.dump();
    };
    try {
        if (!metadata.empty()) add("__metadata__", metadata);
        for (auto const* named : order) {
            auto const& [name, t] = *named;
            auto const end = offset + t.bytes.size();
            add(name, {{"dtype", t.type}, {"shape", t.shape}, {"data_offsets", {offset, end}}});
            offset = end;
        }
    } catch (nlohmann::json::exception const&) {
        refuse("a name or a text of the metadata is not UTF-8");
    }
    text += "}";
    text.resize((text.size() + 7) / 8 * 8, ' ');
    std::uint64_t const length = text.size();
    if (length > longest_header) {
        refuse("its header would take " + std::to_string(length) + " bytes; at most " + std::to_string(longest_header) +
               " are allowed");
    }
    std::vector<std::byte> file;
    file.reserve(sizeof length + length + offset);
    auto const append = [&](std::span<std::byte const> bytes) { file.insert(file.end(), bytes.begin(), bytes.end()); };
    append(std::as_bytes(std::span(&length, 1)));
    append(std::as_bytes(std::span(text)));
    for (auto const* named : order) append(named->second.bytes);
    write_file(path, file);
}

}  // namespace lathe::io
