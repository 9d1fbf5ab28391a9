#pragma once
/// \file
/// Characters of a text: from a window of n characters, asked at each for the one that follows.
///
/// Symbols are the distinct bytes of the text, sorted. The first 9/10 (rounded down) of the bytes are for training and
/// the rest for testing, as in nanoGPT; windows never cross that border. `make` draws a window anywhere in its part;
/// `window(part, k, e)`, k = 0 .. windows(part) - 1, sweeps a part without overlap of the characters asked for.
///
/// Split by place, not by content: what the text repeats across the border is known from training. `chance()` is the
/// share in the test part of the training part's commonest character. Errors: std::invalid_argument if the text is
/// empty, too short for a window in its test part, above 2 GiB, or has more than 128 distinct bytes; `load_text` throws
/// std::runtime_error if a file cannot be read.

#include <lathe/task/task.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace lathe::task {

struct text {
    static constexpr std::string_view name = "text";
    static constexpr std::string_view about = "Predict the next character of a text.";
    static constexpr bool causal = true;

    static constexpr int most_symbols = 128;

    explicit text(std::string bytes, int length = 64) : length_(length), bytes_(std::move(bytes)) {
        if (length < 1) {
            throw std::invalid_argument("text: the length is " + std::to_string(length) + "; it must be at least 1");
        }
        if (bytes_.empty()) {
            throw std::invalid_argument("text: the text is empty");
        }
        if (bytes_.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
            throw std::invalid_argument(
                "text: the text has " + std::to_string(bytes_.size()) + " bytes; it must stay below 2 GiB");
        }
        border_ = bytes_.size() / 10 * 9 + bytes_.size() % 10 * 9 / 10;
        if (bytes_.size() - border_ < static_cast<std::size_t>(length) + 1) {
            throw std::invalid_argument("text: the text has " + std::to_string(bytes_.size()) +
                                        " bytes; its last tenth, the test part, must hold a window of " +
                                        std::to_string(length) + " and the character after it");
        }
        spell_out();
    }

    int length() const { return length_; }
    int symbols() const { return symbols_; }
    double chance() const { return chance_; }
    std::string spell(int id) const { return {alphabet_[static_cast<std::size_t>(id)]}; }

    void make(random_numbers& r, split part, example e) const {
        auto const ids = side(part);
        cut(ids, static_cast<std::size_t>(r.below(static_cast<int>(ids.size()) - length_)), e);
    }

    /// How many windows a sweep of this part has; characters after the last whole window are left out.
    int windows(split part) const { return (static_cast<int>(side(part).size()) - 1) / length_; }

    /// Window k of the sweep.
    void window(split part, int k, example e) const {
        assert(k >= 0 && k < windows(part));
        cut(side(part), static_cast<std::size_t>(k) * static_cast<std::size_t>(length_), e);
    }

private:
    std::string_view side(split part) const {
        auto const all = std::string_view(bytes_);
        return part == split::train ? all.substr(0, border_) : all.substr(border_);
    }

    static void cut(std::string_view ids, std::size_t from, example e) {
        for (std::size_t t = 0; t < e.input.size(); ++t) {
            e.input[t] = ids[from + t];
            e.target[t] = ids[from + t + 1];
        }
    }

    // Finds the alphabet and turns bytes into ids, which fit into a char: there are at most 128.
    void spell_out() {
        std::array<int, 256> id{};
        for (char const byte : bytes_) {
            id[static_cast<unsigned char>(byte)] = 1;
        }
        auto const distinct = std::count(id.begin(), id.end(), 1);
        if (distinct > most_symbols) {
            throw std::invalid_argument("text: the text has " + std::to_string(distinct) +
                                        " distinct bytes; at most 128 are possible");
        }
        for (std::size_t byte = 0; byte < id.size(); ++byte) {
            if (id[byte] == 1) {
                alphabet_[static_cast<std::size_t>(symbols_)] = static_cast<char>(byte);
                id[byte] = symbols_++;
            }
        }
        for (char& byte : bytes_) {
            byte = static_cast<char>(id[static_cast<unsigned char>(byte)]);
        }
        std::array<int, most_symbols> count{};
        for (char const symbol : side(split::train)) {
            ++count[static_cast<std::size_t>(symbol)];
        }
        auto const commonest = static_cast<char>(std::max_element(count.begin(), count.end()) - count.begin());
        auto const test = side(split::test);
        auto const hits = std::count(test.begin(), test.end(), commonest);
        chance_ = static_cast<double>(hits) / static_cast<double>(test.size());
    }

    int length_;
    int symbols_ = 0;
    std::size_t border_ = 0;
    double chance_ = 0.0;
    std::string bytes_;
    std::array<char, most_symbols> alphabet_{};
};

static_assert(task<text>);

/// The bytes of a file.
inline std::string load_text(std::string const& path) {
    auto const fail = [&](char const* what) {
        throw std::runtime_error("load_text: cannot " + std::string(what) + " '" + path + "': " + std::strerror(errno));
    };
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> const file(std::fopen(path.c_str(), "rb"), &std::fclose);
    if (!file) {
        fail("open");
    }
    std::string bytes;
    std::array<char, 16384> buffer;
    while (auto const count = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
        bytes.append(buffer.data(), count);
    }
    if (std::ferror(file.get()) != 0) {
        fail("read");
    }
    return bytes;
}

}  // namespace lathe::task
