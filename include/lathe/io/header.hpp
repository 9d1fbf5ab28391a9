#pragma once
/// \file
/// The header of a safetensors file: {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...,
/// "__metadata__": {"key": "text"}} (huggingface/safetensors, README "Format").
///
/// It is read as a stream: what the format does not know ends the reading where it stands, so that a header of many
/// megabytes costs no more than its tensors. Each size is computed once, from type and shape, in checked arithmetic.
/// Throws io::error.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <lathe/io/error.hpp>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lathe::io {

/// Bits of one entry, 0 for a type that the format does not know.
inline int bits_of(std::string_view type) {
    static constexpr std::pair<std::string_view, int> known[] = {
        {"F4", 4},      {"F6_E2M3", 6}, {"F6_E3M2", 6},     {"BOOL", 8},        {"U8", 8},   {"I8", 8},
        {"F8_E5M2", 8}, {"F8_E4M3", 8}, {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8}, {"U16", 16}, {"F16", 16},
        {"F8_E8M0", 8}, {"I16", 16},    {"BF16", 16},       {"I32", 32},        {"U32", 32}, {"F32", 32},
        {"C64", 64},    {"F64", 64},    {"I64", 64},        {"U64", 64}};
    auto const* const found =
        std::find_if(std::begin(known), std::end(known), [&](auto& k) { return k.first == type; });
    return found == std::end(known) ? 0 : found->second;
}

/// Bytes that entries of this type and shape take; nothing if they are not whole bytes, or more than 64 bits can count.
inline std::optional<std::uint64_t> bytes_of(std::string_view type, std::span<std::int64_t const> shape) {
    std::int64_t count = 1;
    for (auto const dimension : shape) {
        if (dimension < 0 || __builtin_mul_overflow(count, dimension, &count)) return {};
    }
    std::uint64_t bits = 0;
    if (__builtin_mul_overflow(static_cast<std::uint64_t>(count), bits_of(type), &bits) || bits % 8 != 0) return {};
    return bits / 8;
}

/// A text from a file, in quotes and fit for a terminal.
inline std::string shown(std::string_view text) {
    constexpr std::size_t most = 80;
    std::string line(text.substr(0, most));
    std::replace_if(
        line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; }, '?');
    return "'" + line + (text.size() > most ? "...'" : "'");
}

/// What the header says of one tensor; its bytes are [begin, end) after the header.
struct entry {
    std::string type;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0, end = 0;
};

struct header {
    std::map<std::string, entry> entries;
    std::map<std::string, std::string> metadata;
};

namespace detail {

/// Takes the words of the header one by one; `at_` is where in the format they stand.
class header_reader final : public nlohmann::json_sax<nlohmann::json> {
public:
    header_reader(std::string_view file, header& to) : file_(file), to_(to) {}

    bool null() override { wrong(); }
    bool boolean(bool) override { wrong(); }
    bool number_integer(number_integer_t) override { wrong(); }
    bool number_float(number_float_t, string_t const&) override { wrong(); }
    bool binary(binary_t&) override { wrong(); }

    bool number_unsigned(number_unsigned_t value) override {
        if (at_ == place::shape && value <= std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
            entry_.shape.push_back(static_cast<std::int64_t>(value));
        } else if (at_ == place::offsets && offsets_ < 2) {
            (offsets_++ == 0 ? entry_.begin : entry_.end) = value;
        } else {
            wrong();
        }
        return true;
    }
    bool string(string_t& value) override {
        if (at_ == place::type) {
            entry_.type = value;
            at_ = place::field;
        } else if (at_ == place::metadata) {
            to_.metadata.emplace(name_, value);
        } else {
            wrong();
        }
        return true;
    }
    bool start_object(std::size_t) override {
        if (at_ == place::outside) {
            at_ = place::name;
        } else if (at_ == place::name) {
            at_ = name_ == "__metadata__" ? place::metadata : place::field;
            fields_.clear();
            entry_ = {};
            offsets_ = 0;
        } else {
            wrong();
        }
        return true;
    }
    bool key(string_t& value) override {
        if (at_ == place::name) {
            if (!names_.insert(value).second) refuse("the name " + shown(value) + " stands twice in its header");
            name_ = value;
        } else if (at_ == place::metadata) {
            if (!fields_.insert(value).second) refuse("its __metadata__ says " + shown(value) + " twice");
            name_ = value;
        } else {
            bool const again = !fields_.insert(value).second;
            at_ = again                     ? place::unknown
                  : value == "dtype"        ? place::type
                  : value == "shape"        ? place::before_shape
                  : value == "data_offsets" ? place::before_offsets
                                            : place::unknown;
            if (at_ == place::unknown) wrong();
        }
        return true;
    }
    bool end_object() override {
        if (at_ == place::field) {
            if (fields_.size() != 3) wrong();
            to_.entries.emplace(name_, std::move(entry_));
        }
        at_ = at_ == place::name ? place::outside : place::name;
        return true;
    }
    bool start_array(std::size_t) override {
        if (at_ != place::before_shape && at_ != place::before_offsets) wrong();
        at_ = at_ == place::before_shape ? place::shape : place::offsets;
        return true;
    }
    bool end_array() override {
        if (at_ == place::offsets && offsets_ != 2) wrong();
        at_ = place::field;
        return true;
    }
    bool parse_error(std::size_t position, std::string const&, nlohmann::json::exception const&) override {
        refuse("its header is no JSON at byte " + std::to_string(position) + " of it");
    }

private:
    enum class place { outside, name, metadata, field, type, before_shape, shape, before_offsets, offsets, unknown };

    [[noreturn]] void refuse(std::string const& why) const {
        throw error("'" + std::string(file_) + "' is no usable safetensors file: " + why);
    }
    /// Something else stands where the format wants what is named here.
    [[noreturn]] void wrong() const {
        switch (at_) {
            case place::outside:
                refuse("its header is no JSON object");
            case place::name:
                refuse(shown(name_) + " must be an object");
            case place::metadata:
                refuse("its __metadata__ holds something that is no text at " + shown(name_));
            case place::type:
                refuse("tensor " + shown(name_) + " needs a text as dtype");
            case place::before_shape:
            case place::shape:
                refuse("tensor " + shown(name_) + " needs a list of natural numbers as shape");
            case place::before_offsets:
            case place::offsets:
                refuse("tensor " + shown(name_) + " needs two natural numbers as data_offsets");
            default:
                refuse("tensor " + shown(name_) +
                       " must have dtype, shape and data_offsets, each once, and nothing else");
        }
    }

    std::string_view file_;
    header& to_;
    place at_ = place::outside;
    std::set<std::string> names_, fields_;
    std::string name_;
    entry entry_;
    int offsets_ = 0;
};

}  // namespace detail

/// Reads `text`; after it, `size` bytes of numbers follow in the file called `file`. Each of them belongs to exactly
/// one tensor.
inline header read_header(std::string_view text, std::uint64_t size, std::string_view file) {
    auto const refuse = [&](std::string const& why) {
        throw error("'" + std::string(file) + "' is no usable safetensors file: " + why);
    };
    // The parser would skip a mark of byte order, and stop at a zero byte as if the text ended there.
    auto const first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos || text[first] != '{') refuse("its header is no JSON object");
    if (text.find('\0') != text.npos) refuse("its header holds a zero byte");
    header all;
    detail::header_reader reader(file, all);
    nlohmann::json::sax_parse(text, &reader);

    std::vector<std::pair<std::string const, entry> const*> order;
    for (auto const& named : all.entries) {
        auto const& [name, e] = named;
        auto const wrong = [&](std::string const& why) { refuse("tensor " + shown(name) + " " + why); };
        if (bits_of(e.type) == 0) wrong("has the unknown type " + shown(e.type));
        auto const bytes = bytes_of(e.type, e.shape);
        if (!bytes) wrong("has a shape whose size is not a number of bytes below 2^61");
        if (e.begin > e.end || e.end > size || e.end - e.begin != *bytes) {
            wrong("claims the bytes " + std::to_string(e.begin) + " to " + std::to_string(e.end) +
                  "; its shape takes " + std::to_string(*bytes) + " of the " + std::to_string(size) +
                  " that are there");
        }
        order.push_back(&named);
    }
    std::sort(order.begin(), order.end(), [](auto const* a, auto const* b) {
        return std::pair(a->second.begin, a->second.end) < std::pair(b->second.begin, b->second.end);
    });
    std::uint64_t reached = 0;
    for (auto const* named : order) {
        auto const& [name, e] = *named;
        if (e.begin != reached) {
            refuse("the numbers of tensor " + shown(name) + " begin at byte " + std::to_string(e.begin) +
                   "; they must begin at " + std::to_string(reached) + ", where those before end");
        }
        reached = e.end;
    }
    if (reached != size) {
        refuse("its tensors take " + std::to_string(reached) + " bytes and " + std::to_string(size) +
               " follow the header; each byte must belong to a tensor");
    }
    return all;
}

}  // namespace lathe::io
