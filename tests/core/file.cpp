#include <lathe/core/file.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>

#include "catch.hpp"
#include "io/sample.hpp"

using namespace lathe;
using namespace lathe::test;

TEST_CASE("a text is written, replaced, read back, and nothing is left beside it") {
    folder const here;
    std::string const path = here / "page";
    core::replace_file(path, "one");
    CHECK(core::read_file(path) == "one");
    std::string large(3'000'000, 'x');
    large[7] = '\0';
    large[1'000'000] = '\n';
    core::replace_file(path, large);
    CHECK(core::read_file(path) == large);
    core::replace_file(path, "");
    CHECK(core::read_file(path).empty());
    CHECK(here.files() == 1);
}

TEST_CASE("a file that cannot be replaced stays as it was, and the error says why") {
    folder const here;
    CHECK_THROWS_WITH(core::replace_file(here / "absent/page", "x"),
                      contains("/absent/page': ") && contains("No such file or directory"));
    std::filesystem::create_directory(here / "page");
    CHECK_THROWS_WITH(core::replace_file(here / "page", "x"), contains("/page': Is a directory"));
    CHECK_THROWS_WITH(core::read_file(here / "page"), contains("it is a folder"));
    CHECK_THROWS_WITH(core::read_file(here / "nothing"), contains("/nothing': No such file"));
    CHECK_THROWS_WITH(core::replace_file("/dev/full", "x"), contains("No space left"));
    CHECK_THROWS_AS(core::replace_file("", "x"), std::runtime_error);
    CHECK(here.files() == 1);
}

TEST_CASE("a disk that is full in the middle leaves the old text and no new file") {
    folder const here;
    std::string const path = here / "page";
    core::replace_file(path, "old");
    ::rlimit was{};
    ::getrlimit(RLIMIT_FSIZE, &was);
    auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
    ::rlimit const now{1000, was.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
    CHECK_THROWS_WITH(core::replace_file(path, std::string(5000, 'x')), contains("cannot write '"));
    ::setrlimit(RLIMIT_FSIZE, &was);
    std::signal(SIGXFSZ, handler);
    CHECK(core::read_file(path) == "old");
    CHECK(here.files() == 1);
}

TEST_CASE("a part of a file does not stay") {
    folder const here;
    std::string const path = here / "part";
    {
        core::detail::new_file file(path, ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
        CHECK(file.write("a part"));
        CHECK(core::read_file(path) == "a part");
        CHECK_FALSE(file.rename(here / "absent/whole"));
    }
    CHECK(here.files() == 0);
}

TEST_CASE("what an earlier process left behind under the temporary name is not in the way") {
    folder const here;
    std::string const left = here / ("page." + std::to_string(::getpid()) + ".0");
    core::replace_file(left, "left");
    core::replace_file(here / "page", "text");
    CHECK(core::read_file(here / "page") == "text");
    CHECK(core::read_file(left) == "left");
    CHECK(here.files() == 2);
}

TEST_CASE("permissions and links survive") {
    folder const here;
    std::string const path = here / "page";
    core::replace_file(path, "one");
    auto const wanted = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
    std::filesystem::permissions(path, wanted);
    std::filesystem::create_symlink(path, here / "link");
    core::replace_file(here / "link", "two");
    CHECK(core::read_file(path) == "two");
    CHECK(std::filesystem::is_symlink(here / "link"));
    CHECK(std::filesystem::status(path).permissions() == wanted);
}

TEST_CASE("a pipe and a device are written to, not replaced") {
    folder const here;
    core::replace_file("/dev/null", "nothing");
    CHECK(std::filesystem::is_character_file("/dev/null"));
    std::string const pipe = here / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    std::string got;
    {
        std::jthread const reader([&] { got = core::read_file(pipe); });
        core::replace_file(pipe, "through the pipe");
    }
    CHECK(got == "through the pipe");
    CHECK(std::filesystem::is_fifo(pipe));
}

TEST_CASE("who reads while a file is replaced sees one text or the other, never a part") {
    folder const here;
    std::string const path = here / "page";
    std::string const one(200'000, '1'), two(300'000, '2');
    core::replace_file(path, one);
    std::atomic<bool> done = false;
    std::atomic<int> torn = 0, reads = 0;
    {
        std::jthread const reader([&] {
            while (!done) {
                auto const text = core::read_file(path);
                torn += text == one || text == two ? 0 : 1;
                ++reads;
            }
        });
        // no fewer than the reader needs to begin
        for (int i = 0; i < 30 || reads < 3; ++i) core::replace_file(path, i % 2 == 0 ? two : one);
        done = true;
    }
    CHECK(torn == 0);
    CHECK(here.files() == 1);
}
