#pragma once
/// \file
/// Replaces a file in one move: whoever reads it sees the old text or the new one, never a part, also after a crash.
///
/// The text goes to a new file in the same folder, is flushed to the disk and renamed. A path that is no regular file
/// (a pipe, a device) is written as it stands. Errors: std::runtime_error with the path and the reason. POSIX.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace lathe::report {

namespace detail {

/// An open file that is closed, and removed unless it was kept.
class new_file {
public:
    new_file(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
    new_file(new_file const&) = delete;
    new_file& operator=(new_file const&) = delete;
    ~new_file() {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
        if (!path_.empty()) {
            ::unlink(path_.c_str());
        }
    }

    bool write(std::string_view text) const {
        while (!text.empty()) {
            auto const count = ::write(descriptor_, text.data(), text.size());
            if (count < 0 && errno != EINTR) {
                return false;
            }
            text.remove_prefix(count < 0 ? 0 : static_cast<std::size_t>(count));
        }
        return true;
    }

    bool flush() const { return ::fsync(descriptor_) == 0; }

    bool close() {
        int const descriptor = descriptor_;
        descriptor_ = -1;
        return ::close(descriptor) == 0;
    }

    bool rename(std::string const& target) {
        if (::rename(path_.c_str(), target.c_str()) != 0) {
            return false;
        }
        path_.clear();
        return true;
    }

private:
    std::string path_;
    int descriptor_;
};

}  // namespace detail

inline void replace_file(std::string const& path, std::string_view text) {
    auto const check = [&](bool good, char const* what) {
        if (!good) {
            throw std::runtime_error("cannot " + std::string(what) + " '" + path + "': " + std::strerror(errno));
        }
    };
    struct ::stat status{};
    bool const exists = ::stat(path.c_str(), &status) == 0;
    if (exists && !S_ISREG(status.st_mode)) {
        int const descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
        check(descriptor >= 0, "open");
        detail::new_file there({}, descriptor);
        check(there.write(text) && there.close(), "write");
        return;
    }
    // Through a link: the file it names is replaced, not the link.
    std::error_code no_link;
    auto const target = exists ? std::filesystem::canonical(path, no_link) : std::filesystem::path(path);
    std::string const destination = no_link ? path : target.string();
    std::string const beside = destination + "." + std::to_string(::getpid()) + ".";
    int descriptor = -1;
    std::string temporary;
    for (int attempt = 0; attempt < 100 && descriptor < 0; ++attempt) {
        temporary = beside + std::to_string(attempt);
        descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor < 0 && errno != EEXIST) {
            break;
        }
    }
    check(descriptor >= 0, "make a file in the folder of");
    detail::new_file file(temporary, descriptor);
    if (exists) {
        check(::fchmod(descriptor, status.st_mode & 07777) == 0, "keep the permissions of");
    }
    check(file.write(text) && file.flush() && file.close(), "write");
    check(file.rename(destination), "replace");
    // The new name itself survives a crash once the folder is on the disk; not every file system can promise that.
    auto const folder = std::filesystem::path(destination).parent_path();
    int const directory = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory >= 0) {
        ::fsync(directory);
        ::close(directory);
    }
}

/// The whole of a file.
inline std::string read_file(std::string const& path) {
    std::ifstream file(path, std::ios::binary);
    // A folder opens, and only reading it fails.
    if (!file || std::filesystem::is_directory(path)) {
        throw std::runtime_error("cannot read '" + path + "': " + (file ? "it is a folder" : std::strerror(errno)));
    }
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (file.bad()) {
        throw std::runtime_error("cannot read '" + path + "': " + std::strerror(errno));
    }
    return text;
}

}  // namespace lathe::report
