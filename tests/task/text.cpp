#include "catch.hpp"
#include "task/sample.hpp"

#include <lathe/task/text.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <unistd.h>

using namespace lathe::task;
using lathe::test::contains;
using lathe::test::draw;
using lathe::test::sample;

namespace {

/// Numbers in a row: every place of it can be told apart.
std::string counting(int size) {
    std::string all;
    for (int i = 0; static_cast<int>(all.size()) < size; ++i) {
        all += std::to_string(i) + " ";
    }
    all.resize(static_cast<std::size_t>(size));
    return all;
}

std::string spelled(text const& t, std::vector<int> const& ids) {
    std::string all;
    for (int const id : ids) {
        all += t.spell(id);
    }
    return all;
}

/// A file that is gone when the test is.
struct file {
    std::string path =
        (std::filesystem::temp_directory_path() / ("lathe_text_" + std::to_string(::getpid()))).string();

    explicit file(std::string const& bytes) { std::ofstream(path, std::ios::binary) << bytes; }
    file(file const&) = delete;
    file& operator=(file const&) = delete;
    ~file() { std::remove(path.c_str()); }
};

}  // namespace

TEST_CASE("The alphabet is the distinct bytes, sorted") {
    text const t("hello world, hello \xff\n", 1);
    std::string all;
    for (int id = 0; id < t.symbols(); ++id) {
        all += t.spell(id);
    }
    CHECK(all == "\n ,dehlorw\xff");
}

TEST_CASE("A window is a piece of its part, and its targets are the next characters") {
    std::string const all = counting(5000);
    text const t(all, 32);
    std::string const train = all.substr(0, 4500);
    std::string const test = all.substr(4500);
    for (std::uint64_t i = 0; i < 200; ++i) {
        auto const a = draw(t, 1, split::train, i);
        CHECK(train.find(spelled(t, a.input) + t.spell(a.target.back())) != std::string::npos);
        auto const b = draw(t, 1, split::test, i);
        CHECK(test.find(spelled(t, b.input) + t.spell(b.target.back())) != std::string::npos);
        for (std::size_t k = 0; k + 1 < 32; ++k) {
            CHECK(a.target[k] == a.input[k + 1]);
            CHECK(b.target[k] == b.input[k + 1]);
        }
    }
}

TEST_CASE("The training part is nine tenths, rounded down, also for sizes that ten does not divide") {
    for (int const size : {100, 101, 105, 109, 119}) {
        text const t(counting(size), 1);
        CHECK(t.windows(split::train) == size * 9 / 10 - 1);
        CHECK(t.windows(split::test) == size - size * 9 / 10 - 1);
    }
}

TEST_CASE("Random windows reach the first and the last character of a part") {
    std::string const all = counting(200);
    text const t(all, 8);
    std::set<std::string> seen;
    for (std::uint64_t i = 0; i < 2000; ++i) {
        seen.insert(spelled(t, draw(t, 1, split::test, i).target));
    }
    CHECK(seen.size() == 12);  // 20 characters, 9 of them taken at a time
    CHECK(seen.count(all.substr(181, 8)) == 1);
    CHECK(seen.count(all.substr(192, 8)) == 1);
}

TEST_CASE("A sweep asks for every character of a part once, in order, but for the rest") {
    std::string const all = counting(1005);
    text const t(all, 16);
    for (auto const part : {split::train, split::test}) {
        std::string const whole = part == split::train ? all.substr(0, 904) : all.substr(904);
        std::string asked;
        for (int k = 0; k < t.windows(part); ++k) {
            sample s(16);
            t.window(part, k, s.spans());
            CHECK(spelled(t, s.input) == whole.substr(static_cast<std::size_t>(k) * 16, 16));
            asked += spelled(t, s.target);
        }
        CHECK(asked == whole.substr(1, asked.size()));
        CHECK(whole.size() - 1 - asked.size() < 16);
    }
}

TEST_CASE("Chance is how often the commonest training character comes in the test part") {
    CHECK(text(std::string(60, 'a') + std::string(30, 'b') + "aaabbbbbbb", 2).chance() == 0.3);
}

TEST_CASE("Texts that cannot be used are refused with the reason") {
    std::string bytes;
    for (int byte = 0; byte < 129; ++byte) {
        bytes += static_cast<char>(byte);
    }
    std::string many;
    for (int i = 0; i < 20; ++i) {
        many += bytes;
    }
    CHECK_THROWS_WITH(text(many), contains("129 distinct bytes") && contains("at most 128"));
    bytes.pop_back();
    CHECK(text(bytes + bytes, 2).symbols() == 128);
    CHECK_THROWS_WITH(text(""), contains("empty"));
    CHECK_THROWS_WITH(text("short"), contains("5 bytes") && contains("window of 64"));
    CHECK_THROWS_WITH(text(counting(640)), contains("640 bytes"));
    CHECK_NOTHROW(text(counting(650)));
    CHECK_THROWS_WITH(text(counting(650), 0), contains("the length is 0"));
}

TEST_CASE("A file is loaded byte by byte, and one that is not there is named") {
    std::string bytes = counting(40000);
    bytes[3] = '\r';
    bytes[4] = '\n';
    bytes[5] = '\0';
    file const f(bytes);
    CHECK(load_text(f.path) == bytes);
    CHECK_THROWS_WITH(load_text(f.path + ".missing"), contains("cannot open") && contains(f.path + ".missing"));
    CHECK_THROWS_WITH(
        load_text(std::filesystem::temp_directory_path().string()), contains("cannot read") || contains("cannot open"));
}
