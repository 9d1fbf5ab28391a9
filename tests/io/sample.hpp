#pragma once
/// \file
/// Files made byte by byte, and a folder that vanishes: shared by the tests of io/.

#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lathe::test {

class folder {
public:
    folder() {
        static std::atomic<int> count = 0;
        path_ = std::filesystem::temp_directory_path() /
                ("lathe_io_" + std::to_string(::getpid()) + "_" + std::to_string(count++));
        std::filesystem::create_directory(path_);
    }
    folder(folder const&) = delete;
    folder& operator=(folder const&) = delete;
    ~folder() { std::filesystem::remove_all(path_); }

    std::string operator/(std::string const& name) const { return (path_ / name).string(); }
    std::size_t files() const {
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
    }

private:
    std::filesystem::path path_;
};

inline std::vector<std::byte> bytes(std::string_view text) {
    auto const from = std::as_bytes(std::span(text));
    return {from.begin(), from.end()};
}

/// A safetensors file whose header claims `length` bytes, with `numbers` bytes 0, 1, 2, ... after it.
inline std::vector<std::byte> file_claiming(std::uint64_t length, std::string_view header, std::size_t numbers = 0) {
    std::vector<std::byte> file(sizeof length);
    std::memcpy(file.data(), &length, sizeof length);
    auto const text = bytes(header);
    file.insert(file.end(), text.begin(), text.end());
    for (std::size_t i = 0; i < numbers; ++i) file.push_back(static_cast<std::byte>(i));
    return file;
}
inline std::vector<std::byte> file_of(std::string_view header, std::size_t numbers = 0) {
    return file_claiming(header.size(), header, numbers);
}

}  // namespace lathe::test
