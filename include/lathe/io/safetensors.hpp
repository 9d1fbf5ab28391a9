#pragma once
/// \file
/// safetensors files: u64 length N, N bytes of JSON, then the numbers (huggingface/safetensors, README "Format"). Every
/// quantity of the header is computed once, with checked arithmetic, and compared with the file before anything is read.

#include <lathe/core/file.hpp>
#include <lathe/io/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace lathe::io {

/// One tensor of a file: its type by the format's name (F32, I64, ...), its shape, its bytes.
struct tensor {
    std::string type;
    std::vector<std::int64_t> shape;
    std::span<std::byte const> bytes;

    std::int64_t size() const {
        std::int64_t n = 1;
        for (auto const d : shape) {
            n *= d;
        }
        return n;
    }
};

/// Bits of one entry, 0 for a type that is not known.
inline int bits_of(std::string const& type) {
    static std::map<std::string, int> const known = {
        {"F4", 4},   {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"BOOL", 8}, {"U8", 8},   {"I8", 8},   {"F8_E5M2", 8},
        {"F8_E4M3", 8}, {"F8_E8M0", 8}, {"I16", 16},  {"U16", 16}, {"F16", 16}, {"BF16", 16}, {"I32", 32},
        {"U32", 32}, {"F32", 32},    {"C64", 64},    {"F64", 64}, {"I64", 64}, {"U64", 64}};
    auto const found = known.find(type);
    return found == known.end() ? 0 : found->second;
}

/// The contents of a file. Throws io::error with one sentence for anything that is not a whole, sound file.
class safetensors {
public:
    static constexpr std::uint64_t longest_header = 100'000'000;

    static safetensors read(std::string const& path) {
        try {
            return safetensors(core::read_file(path), path);
        } catch (error const&) {
            throw;
        } catch (std::runtime_error const& e) {
            throw error(e.what());
        }
    }

    safetensors(safetensors const&) = delete;
    safetensors& operator=(safetensors const&) = delete;

    /// `name` stands in errors.
    safetensors(std::string bytes, std::string name) : bytes_(std::move(bytes)), name_(std::move(name)) {
        if (bytes_.size() < 8) {
            fail("it has " + std::to_string(bytes_.size()) + " bytes and a header length takes 8");
        }
        std::uint64_t length = 0;
        for (int i = 7; i >= 0; --i) {
            length = length << 8 | static_cast<unsigned char>(bytes_[static_cast<std::size_t>(i)]);
        }
        if (length > longest_header) {
            fail("its header claims " + std::to_string(length) + " bytes; at most 100000000 are allowed");
        }
        if (length > bytes_.size() - 8) {
            fail("its header claims " + std::to_string(length) + " bytes but the file ends before");
        }
        parse(std::string_view(bytes_).substr(8, length), std::as_bytes(std::span(bytes_)).subspan(8 + length));
    }

    std::map<std::string, tensor> const& tensors() const { return tensors_; }
    std::map<std::string, std::string> const& metadata() const { return metadata_; }
    std::string const& name() const { return name_; }
    bool has(std::string const& tensor_name) const { return tensors_.count(tensor_name) > 0; }
    tensor const& at(std::string const& tensor_name) const {
        auto const found = tensors_.find(tensor_name);
        if (found == tensors_.end()) {
            fail("it holds no tensor '" + tensor_name + "'");
        }
        return found->second;
    }

    /// Entries as T, whatever real or integer type the file has. Alignment is not assumed.
    template <class T>
    std::vector<T> values(std::string const& tensor_name) const {
        auto const& t = at(tensor_name);
        std::vector<T> out(static_cast<std::size_t>(t.size()));
        auto const copy = [&]<class S>(S) {
            for (std::size_t i = 0; i < out.size(); ++i) {
                S value;
                std::memcpy(&value, t.bytes.data() + i * sizeof(S), sizeof(S));
                out[i] = static_cast<T>(value);
            }
        };
        if (t.type == "F32") {
            copy(float{});
        } else if (t.type == "F64") {
            copy(double{});
        } else if (t.type == "I64") {
            copy(std::int64_t{});
        } else if (t.type == "U64") {
            copy(std::uint64_t{});
        } else if (t.type == "I32") {
            copy(std::int32_t{});
        } else if (t.type == "U32") {
            copy(std::uint32_t{});
        } else if (t.type == "I16") {
            copy(std::int16_t{});
        } else if (t.type == "U16") {
            copy(std::uint16_t{});
        } else if (t.type == "I8") {
            copy(std::int8_t{});
        } else if (t.type == "U8" || t.type == "BOOL") {
            copy(std::uint8_t{});
        } else {
            fail("tensor '" + tensor_name + "' has the type " + t.type + ", which is not read here");
        }
        return out;
    }

private:
    [[noreturn]] void fail(std::string const& why) const { throw error("'" + name_ + "' is no usable safetensors file: " + why); }

    void parse(std::string_view text, std::span<std::byte const> data) {
        using nlohmann::json;
        std::vector<std::set<std::string>> keys;
        auto const watch = [&](int depth, json::parse_event_t event, json& value) {
            if (depth > 4) {
                fail("its header is nested deeper than the format is");
            }
            if (event == json::parse_event_t::object_start) {
                keys.emplace_back();
            } else if (event == json::parse_event_t::object_end) {
                keys.pop_back();
            } else if (event == json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second) {
                fail("the name '" + value.get<std::string>() + "' stands twice in its header");
            }
            return true;
        };
        json header;
        try {
            header = json::parse(text, watch);
        } catch (json::exception const&) {
            fail("its header is no JSON");
        }
        if (!header.is_object()) {
            fail("its header is no JSON object");
        }
        struct range {
            std::uint64_t begin, end;
            std::string owner;
        };
        std::vector<range> ranges;
        for (auto const& [key, entry] : header.items()) {
            if (key == "__metadata__") {
                read_metadata(entry);
            } else {
                auto const [begin, end] = add(key, entry, data);
                ranges.push_back({begin, end, key});
            }
        }
        std::sort(ranges.begin(), ranges.end(), [](range const& a, range const& b) {
            return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
        });
        std::uint64_t reached = 0;
        for (auto const& r : ranges) {
            if (r.begin != reached) {
                fail("the numbers of '" + r.owner + "' begin at " + std::to_string(r.begin) + " and not at " +
                     std::to_string(reached) + ", where those before end");
            }
            reached = r.end;
        }
        if (reached != data.size()) {
            fail("its tensors take " + std::to_string(reached) + " bytes but " + std::to_string(data.size()) +
                 " follow the header");
        }
    }

    void read_metadata(nlohmann::json const& entry) {
        if (!entry.is_object()) {
            fail("its __metadata__ is no object");
        }
        for (auto const& [key, value] : entry.items()) {
            if (!value.is_string()) {
                fail("its __metadata__ holds something that is no string");
            }
            metadata_[key] = value.get<std::string>();
        }
    }

    std::pair<std::uint64_t, std::uint64_t> add(std::string const& key, nlohmann::json const& entry,
                                                std::span<std::byte const> data) {
        auto const wrong = [&](std::string const& why) { fail("tensor '" + key + "' " + why); };
        if (!entry.is_object() || entry.size() != 3 || !entry.contains("dtype") || !entry.contains("shape") ||
            !entry.contains("data_offsets")) {
            wrong("must have dtype, shape and data_offsets and nothing else");
        }
        auto const& type = entry["dtype"];
        int const bits = type.is_string() ? bits_of(type.get<std::string>()) : 0;
        if (bits == 0) {
            wrong("has an unknown type");
        }
        auto const& offsets = entry["data_offsets"];
        if (!offsets.is_array() || offsets.size() != 2 || !offsets[0].is_number_unsigned() ||
            !offsets[1].is_number_unsigned()) {
            wrong("has data_offsets that are not two natural numbers");
        }
        auto const begin = offsets[0].get<std::uint64_t>();
        auto const end = offsets[1].get<std::uint64_t>();
        if (!entry["shape"].is_array()) {
            wrong("has a shape that is no list");
        }
        tensor t{.type = type.get<std::string>(), .shape = {}, .bytes = {}};
        std::uint64_t total = static_cast<std::uint64_t>(bits);
        for (auto const& d : entry["shape"]) {
            if (!d.is_number_unsigned()) {
                wrong("has a shape that is not made of natural numbers");
            }
            auto const dimension = d.get<std::uint64_t>();
            if (dimension > INT64_MAX || __builtin_mul_overflow(total, dimension, &total)) {
                wrong("has a shape whose size does not fit into 64 bits");
            }
            t.shape.push_back(static_cast<std::int64_t>(dimension));
        }
        if (total % 8 != 0) {
            wrong("does not end at a whole byte");
        }
        if (begin > end || end > data.size() || end - begin != total / 8) {
            wrong("claims the bytes " + std::to_string(begin) + " to " + std::to_string(end) + ", but its shape takes " +
                  std::to_string(total / 8) + " of " + std::to_string(data.size()));
        }
        t.bytes = data.subspan(begin, end - begin);
        tensors_[key] = std::move(t);
        return {begin, end};
    }

    std::string bytes_;
    std::string name_;
    std::map<std::string, tensor> tensors_;
    std::map<std::string, std::string> metadata_;
};

/// Writes tensors with the widest types first, so that each is aligned, through a temporary file that takes the old
/// one's place only when it is whole. Throws io::error.
inline void write_safetensors(std::string const& path, std::map<std::string, tensor> const& tensors,
                              std::map<std::string, std::string> const& metadata = {}) {
    std::vector<std::pair<std::string const, tensor> const*> order;
    for (auto const& entry : tensors) {
        if (entry.first == "__metadata__") {
            throw error("'" + path + "': a tensor cannot be called __metadata__");
        }
        order.push_back(&entry);
    }
    std::stable_sort(order.begin(), order.end(),
                     [](auto const* a, auto const* b) { return bits_of(a->second.type) > bits_of(b->second.type); });
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty()) {
        header["__metadata__"] = metadata;
    }
    std::uint64_t offset = 0;
    for (auto const* entry : order) {
        auto const size = entry->second.bytes.size();
        header[entry->first] = {
            {"dtype", entry->second.type}, {"shape", entry->second.shape}, {"data_offsets", {offset, offset + size}}};
        offset += size;
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    std::string file;
    file.reserve(8 + text.size() + offset);
    for (std::size_t i = 0; i < 8; ++i) {
        file.push_back(static_cast<char>(text.size() >> (8 * i) & 0xff));
    }
    file += text;
    for (auto const* entry : order) {
        file.append(reinterpret_cast<char const*>(entry->second.bytes.data()), entry->second.bytes.size());
    }
    try {
        core::replace_file(path, file);
    } catch (std::runtime_error const& e) {
        throw error(e.what());
    }
}

}  // namespace lathe::io
