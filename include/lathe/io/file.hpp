#pragma once
/// \file
/// Whole files: read at once, and replaced in one move, so that a reader or a crash meets the old bytes or the new
/// ones.
///
/// Throws io::error: the file, what is wrong, what is needed. Only regular files are read: a pipe or a device has no
/// size that a header could be compared with. POSIX.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <lathe/core/file.hpp>
#include <lathe/io/error.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace lathe::io {

namespace detail {

/// Closes what was opened for reading.
struct descriptor {
    int number;
    explicit descriptor(int n) : number(n) {}
    descriptor(descriptor const&) = delete;
    descriptor& operator=(descriptor const&) = delete;
    ~descriptor() {
        if (number >= 0) ::close(number);
    }
};

/// What errno asks of the user.
inline std::string needed(int reason) {
    switch (reason) {
        case ENOENT:
            return "the folder and the file must exist";
        case ENOTDIR:
            return "what stands before the last / must be a folder";
        case EISDIR:
            return "a file is needed, not a folder";
        case EACCES:
        case EPERM:
        case EROFS:
            return "the file and its folder must be open to this user";
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
            return "free some space or give another folder";
        default:
            return "give another file or try again";
    }
}

}  // namespace detail

/// All bytes of the regular file at `path`.
inline std::vector<std::byte> read_file(std::string const& path) {
    auto const fail = [&](int reason) {
        throw error("cannot read '" + path + "': " + std::strerror(reason) + "; " + detail::needed(reason));
    };
    // without O_NONBLOCK, opening a pipe waits for whoever writes to it
    detail::descriptor const file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.number < 0) fail(errno);
    struct ::stat status{};
    if (::fstat(file.number, &status) != 0) fail(errno);
    if (S_ISDIR(status.st_mode)) fail(EISDIR);
    if (!S_ISREG(status.st_mode)) throw error("cannot read '" + path + "': it is a pipe or a device; a file is needed");
    std::vector<std::byte> bytes(static_cast<std::size_t>(status.st_size));
    for (std::size_t done = 0; done < bytes.size();) {
        auto const count = ::read(file.number, bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno != EINTR) fail(errno);
        if (count == 0) throw error("cannot read '" + path + "': it became shorter meanwhile; nobody may write to it");
        if (count > 0) done += static_cast<std::size_t>(count);
    }
    return bytes;
}

/// Makes `bytes` the contents of `path`, through a new file beside it that is flushed and renamed.
inline void write_file(std::string const& path, std::span<std::byte const> bytes) {
    try {
        errno = 0;
        core::replace_file(path, std::string_view(reinterpret_cast<char const*>(bytes.data()), bytes.size()));
    } catch (std::runtime_error const& e) {
        throw error(std::string(e.what()) + "; " + detail::needed(errno));
    }
}

}  // namespace lathe::io
