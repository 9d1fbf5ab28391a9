#include "catch.hpp"
#include "report/sample.hpp"

#include <lathe/core/file.hpp>

#include <cstddef>
#include <filesystem>
#include <string>

using namespace lathe::core;
using lathe::test::contains;

namespace {

std::size_t files_in(std::string const& folder) {
    auto const entries = std::filesystem::directory_iterator(folder);
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

}  // namespace

TEST_CASE("a file is written, replaced, and nothing is left beside it") {
    lathe::test::scratch const folder;
    std::string const path = folder / "page.html";
    replace_file(path, "one");
    CHECK(read_file(path) == "one");
    std::string const large(3'000'000, 'x');
    replace_file(path, large);
    CHECK(read_file(path) == large);
    CHECK(files_in(folder / "") == 1);
}

TEST_CASE("a file that cannot be replaced stays as it was, and the error says why") {
    lathe::test::scratch const folder;
    CHECK_THROWS_WITH(replace_file(folder / "absent/page.html", "x"),
                      contains("absent/page.html") && contains("No such file or directory"));
    std::filesystem::create_directory(folder / "page");
    CHECK_THROWS_WITH(replace_file(folder / "page", "x"), contains("page': Is a directory"));
    CHECK_THROWS_WITH(read_file(folder / "page"), contains("it is a folder"));
    CHECK_THROWS_WITH(read_file(folder / "nothing"), contains("nothing': No such file"));
    CHECK(files_in(folder / "") == 1);
}

TEST_CASE("permissions and links survive") {
    lathe::test::scratch const folder;
    std::string const path = folder / "page.html";
    replace_file(path, "one");
    auto const wanted = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
    std::filesystem::permissions(path, wanted);
    std::filesystem::create_symlink(path, folder / "link.html");
    replace_file(folder / "link.html", "two");
    CHECK(read_file(path) == "two");
    CHECK(std::filesystem::is_symlink(folder / "link.html"));
    CHECK(std::filesystem::status(path).permissions() == wanted);
}

TEST_CASE("a device is written to, not replaced") {
    replace_file("/dev/null", "nothing");
    CHECK(std::filesystem::is_character_file("/dev/null"));
}

TEST_CASE("a disk that is full is an error, and a part of a file does not stay") {
    CHECK_THROWS_WITH(replace_file("/dev/full", "x"), contains("/dev/full': No space left on device"));
    lathe::test::scratch const folder;
    std::string const path = folder / "part";
    {
        detail::new_file file(path, ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
        CHECK(file.write("a part"));
        CHECK(read_file(path) == "a part");
        CHECK_FALSE(file.rename(folder / "absent/whole"));
    }
    CHECK(files_in(folder / "") == 0);
}
