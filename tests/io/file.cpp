#include <lathe/io/file.hpp>

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "catch.hpp"
#include "io/sample.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

/// Until it goes out of scope, whoever may do everything is nobody.
class nobody {
public:
    nobody() : was_(::geteuid()) {
        if (was_ == 0) REQUIRE(::seteuid(65534) == 0);
    }
    ~nobody() { static_cast<void>(::seteuid(was_)); }

private:
    ::uid_t was_;
};

/// Until it goes out of scope, no file becomes longer than this.
class small_files {
public:
    explicit small_files(::rlim_t most) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &was_);
        ::rlimit const now{most, was_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &now);
    }
    ~small_files() {
        ::setrlimit(RLIMIT_FSIZE, &was_);
        std::signal(SIGXFSZ, handler_);
    }

private:
    void (*handler_)(int);
    ::rlimit was_{};
};

}  // namespace

TEST_CASE("a file is read as it was written, whatever its bytes are", "[io]") {
    folder const here;
    std::vector<std::byte> all(300'000);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::byte>(i * i / 7);
    io::write_file(here / "numbers", all);
    CHECK(io::read_file(here / "numbers") == all);
    io::write_file(here / "numbers", {});
    CHECK(io::read_file(here / "numbers").empty());
    CHECK(here.files() == 1);
}

TEST_CASE("a file that cannot be read says why and what is needed", "[io]") {
    folder const here;
    CHECK_THROWS_AS(io::read_file(here / "absent"), io::error);
    CHECK_THROWS_WITH(io::read_file(here / "absent"), contains("/absent': No such file") && contains("must exist"));
    CHECK_THROWS_WITH(io::read_file(here / ""), contains("Is a directory") && contains("a file is needed"));
    io::write_file(here / "text", bytes("text"));
    CHECK_THROWS_WITH(io::read_file(here / "text/more"), contains("Not a directory") && contains("must be a folder"));
    CHECK_THROWS_WITH(io::read_file("/dev/null"), contains("a pipe or a device"));
    REQUIRE(::mkfifo((here / "pipe").c_str(), 0600) == 0);
    CHECK_THROWS_WITH(io::read_file(here / "pipe"), contains("a pipe or a device"));
    REQUIRE(::chmod((here / "text").c_str(), 0) == 0);
    nobody const now;
    CHECK_THROWS_WITH(io::read_file(here / "text"), contains("Permission denied") && contains("open to this user"));
}

TEST_CASE("a file that cannot be written stays as it was and leaves nothing beside it", "[io]") {
    folder const here;
    io::write_file(here / "text", bytes("old"));
    CHECK_THROWS_AS(io::write_file(here / "absent/text", bytes("new")), io::error);
    CHECK_THROWS_WITH(io::write_file(here / "absent/text", bytes("new")),
                      contains("No such file") && contains("must exist"));
    CHECK_THROWS_WITH(io::write_file(here / "", bytes("new")), contains("a file is needed, not a folder"));
    CHECK_THROWS_WITH(io::write_file("/dev/full", bytes("new")),
                      contains("No space left") && contains("free some space"));
    {
        small_files const now(1000);
        CHECK_THROWS_WITH(io::write_file(here / "text", std::vector<std::byte>(5000)),
                          contains("File too large") && contains("free some space"));
    }
    REQUIRE(::chmod((here / "").c_str(), 0555) == 0);
    {
        nobody const now;
        CHECK_THROWS_WITH(io::write_file(here / "text", bytes("new")), contains("Permission denied"));
        CHECK_THROWS_WITH(io::write_file(here / "more", bytes("new")), contains("open to this user"));
    }
    REQUIRE(::chmod((here / "").c_str(), 0755) == 0);
    CHECK(io::read_file(here / "text") == bytes("old"));
    CHECK(here.files() == 1);
}
