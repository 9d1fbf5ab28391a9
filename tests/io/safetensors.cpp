#include <lathe/io/safetensors.hpp>

#include <chrono>
#include <cmath>
#include <limits>
#include <random>

#include "catch.hpp"
#include "io/sample.hpp"

using namespace lathe;
using namespace lathe::test;
using io::safetensors;

namespace {

safetensors read(std::vector<std::byte> file) { return {std::move(file), "file"}; }

template <class T>
io::tensor whole(std::string const& type, std::vector<T> const& numbers, std::vector<std::int64_t> shape) {
    return {type, std::move(shape), std::as_bytes(std::span(numbers))};
}

std::string one(std::string const& type, int size, int bytes) {
    return R"({"x":{"dtype":")" + type + R"(","shape":[)" + std::to_string(size) + R"(],"data_offsets":[0,)" +
           std::to_string(bytes) + "]}}";
}

/// A small file with a bit of everything.
std::vector<std::byte> everything() {
    return file_of(R"({"__metadata__":{"format":"pt","note":"a \u00e4"},
"w":{"dtype":"F32","shape":[2,3],"data_offsets":[8,32]},"b":{"dtype":"BF16","shape":[3],"data_offsets":[32,38]},
"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"none":{"dtype":"F64","shape":[0,4],"data_offsets":[38,38]},
"mask":{"dtype":"BOOL","shape":[5],"data_offsets":[38,43]},"q":{"dtype":"F4","shape":[2,2],"data_offsets":[43,45]}}  )",
                   45);
}

}  // namespace

TEST_CASE("what is written is read back", "[io]") {
    folder const here;
    std::vector<float> const w{1, -2.5f, std::numeric_limits<float>::infinity(), 1e-45f, 0, 6};
    std::vector<double> const d{std::nan(""), 1e300};
    std::vector<std::int64_t> const n{std::numeric_limits<std::int64_t>::min(), -1, 7};
    std::vector<std::uint8_t> const mask{1, 0, 1};
    std::map<std::string, io::tensor> const all{{"layer.0 \xc3\xa4\"\\\n", whole("F32", w, {2, 3})},
                                                {"d", whole("F64", d, {2})},
                                                {"n", whole("I64", n, {3, 1})},
                                                {"mask", whole("BOOL", mask, {3})},
                                                {"none", whole("F32", std::vector<float>{}, {4, 0})},
                                                {"scalar", whole("F32", std::vector<float>{}, {0})}};
    std::map<std::string, std::string> const notes{{"step", "12"}, {"\xe2\x82\xac", ""}};
    io::write_safetensors(here / "x.safetensors", all, notes);
    auto const back = safetensors::read(here / "x.safetensors");
    CHECK(back.metadata() == notes);
    REQUIRE(back.tensors().size() == all.size());
    for (auto const& [name, t] : all) {
        auto const& same = back.at(name);
        CHECK(same.type == t.type);
        CHECK(same.shape == t.shape);
        CHECK(std::equal(same.bytes.begin(), same.bytes.end(), t.bytes.begin(), t.bytes.end()));
        CHECK(reinterpret_cast<std::uintptr_t>(same.bytes.data()) % 8 %
                  static_cast<unsigned>(io::bits_of(t.type) / 8) ==
              0);
    }
    CHECK(back.values<float>("layer.0 \xc3\xa4\"\\\n") == w);
    CHECK(back.values<std::int64_t>("n") == n);
    CHECK(back.values<int>("mask") == std::vector<int>{1, 0, 1});
    CHECK(std::isnan(back.values<float>("d")[0]));
    CHECK(back.values<double>("none").empty());
    // a second time over the file that is being read, and the header begins with { and ends in spaces
    io::write_safetensors(here / "x.safetensors", back.tensors(), back.metadata());
    auto const file = io::read_file(here / "x.safetensors");
    CHECK(static_cast<char>(file[8]) == '{');
    CHECK(read(file).values<float>("layer.0 \xc3\xa4\"\\\n") == w);
    std::uint64_t length = 0;
    std::memcpy(&length, file.data(), 8);
    CHECK(length % 8 == 0);
    CHECK(here.files() == 1);
}

TEST_CASE("a file without tensors is a file", "[io]") {
    folder const here;
    io::write_safetensors(here / "x", {});
    CHECK(safetensors::read(here / "x").tensors().empty());
    CHECK(read(file_of("{}")).tensors().empty());
}

TEST_CASE("what is not sound is not written", "[io]") {
    folder const here;
    std::vector<float> const w(6);
    auto const write = [&](std::string const& name, io::tensor const& t,
                           std::map<std::string, std::string> const& m = {}) {
        io::write_safetensors(here / "x", {{name, t}}, m);
    };
    CHECK_THROWS_WITH(write("__metadata__", whole("F32", w, {6})), contains("keeps that name for itself"));
    CHECK_THROWS_WITH(write("w", whole("F33", w, {6})), contains("unknown type 'F33'"));
    CHECK_THROWS_WITH(write("w", whole("F32", w, {5})), contains("'w' has 24 bytes"));
    CHECK_THROWS_WITH(write("w", whole("F64", w, {6})), contains("need another number"));
    CHECK_THROWS_AS(write("w", whole("F32", w, {-2, -3})), io::error);
    CHECK_THROWS_WITH(write("\xff", whole("F32", w, {6})), contains("UTF-8"));
    CHECK_THROWS_WITH(write("w", whole("F32", w, {6}), {{"a", "\xff"}}), contains("UTF-8"));
    CHECK_THROWS_WITH(write("w", whole("F32", w, {6}), {{"a", std::string(100'000'000, 'x')}}),
                      contains("at most 100000000"));
    CHECK_THROWS_WITH(io::write_safetensors(here / "absent/x", {}), contains("No such file"));
    CHECK(here.files() == 0);
}

TEST_CASE("the length of the header is checked before anything is made of it", "[io]") {
    CHECK_THROWS_WITH(read({}), contains("'file' is no usable safetensors file: it has 0 bytes"));
    CHECK_THROWS_WITH(read(std::vector<std::byte>(7)), contains("takes 8"));
    CHECK_THROWS_WITH(read(file_claiming(0, "")), contains("no JSON object"));
    CHECK_THROWS_WITH(read(file_claiming(3, "{}")), contains("claims 3 bytes; 2 are there"));
    CHECK_THROWS_WITH(read(file_claiming(100'000'000, "{}")), contains("2 are there"));
    CHECK_THROWS_WITH(read(file_claiming(100'000'001, "{}")), contains("at most 100000000"));
    for (std::uint64_t const n : {UINT64_MAX, UINT64_MAX - 7, UINT64_MAX - 8, std::uint64_t{1} << 63}) {
        CHECK_THROWS_WITH(read(file_claiming(n, "{}")), contains("at most 100000000"));
    }
    // one byte less than it should be: JSON without its end; one more: nothing to own that byte
    CHECK_THROWS_WITH(read(file_claiming(1, "{}")), contains("no JSON"));
    CHECK_THROWS_WITH(read(file_of("{}", 1)), contains("1 follow"));
    CHECK_THROWS_WITH(safetensors::read("/nowhere/x.safetensors"), contains("'/nowhere/x.safetensors'"));
}

TEST_CASE("a huge header that is no header ends early", "[io]") {
    auto const begin = std::chrono::steady_clock::now();
    std::string const tail(50'000'000, ',');
    CHECK_THROWS_AS(read(file_of("{\"x\":[" + tail)), io::error);
    CHECK_THROWS_AS(read(file_of("{\"x\":{\"dtype\":[" + tail)), io::error);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
}

TEST_CASE("each type is read as numbers, at any address", "[io]") {
    for (std::string const pad : {"", " ", "  ", "   ", "    ", "     ", "      ", "       "}) {
        auto const check = [&]<class T>(std::string const& type, std::vector<T> const& numbers,
                                        std::vector<double> const& want) {
            auto const size = static_cast<int>(numbers.size());
            auto file = file_of(one(type, size, size * static_cast<int>(sizeof(T))) + pad);
            auto const part = std::as_bytes(std::span(numbers));
            file.insert(file.end(), part.begin(), part.end());
            INFO(type);
            CHECK(read(file).values<double>("x") == want);
        };
        double const huge = std::numeric_limits<double>::infinity();
        check("F64", std::vector<double>{1e300, -0.1}, {1e300, -0.1});
        check("F32", std::vector<float>{0.5f, -3}, {0.5, -3});
        check("F16", std::vector<std::uint16_t>{0x3c00, 0xc000, 0x7c00, 0x0001}, {1, -2, huge, std::ldexp(1, -24)});
        check("BF16", std::vector<std::uint16_t>{0x3f80, 0xc040, 0xff80}, {1, -3, -huge});
        check("I64", std::vector<std::int64_t>{-5, 1l << 40}, {-5, 1099511627776});
        check("U64", std::vector<std::uint64_t>{1ul << 63}, {9223372036854775808.0});
        check("I32", std::vector<std::int32_t>{-5, 7}, {-5, 7});
        check("U32", std::vector<std::uint32_t>{4294967295}, {4294967295});
        check("I16", std::vector<std::int16_t>{-5}, {-5});
        check("U16", std::vector<std::uint16_t>{65535}, {65535});
        check("I8", std::vector<std::int8_t>{-5}, {-5});
        check("U8", std::vector<std::uint8_t>{255}, {255});
        check("BOOL", std::vector<std::uint8_t>{0, 1, 255}, {0, 1, 1});
    }
}

TEST_CASE("a value that the wanted type cannot hold is an error", "[io]") {
    auto const check = []<class T>(std::string const& type, T value) {
        auto file = file_of(one(type, 1, static_cast<int>(sizeof(T))));
        auto const part = std::as_bytes(std::span(&value, 1));
        file.insert(file.end(), part.begin(), part.end());
        CHECK_THROWS_WITH(read(file).values<int>("x"), contains("which is not an integer of 32 bits"));
    };
    check("I64", std::int64_t{1} << 31);
    check("U32", std::uint32_t{1} << 31);
    check("F64", 2147483648.0);
    check("F64", -2147483649.0);
    check("F32", 2147483648.0f);
    check("F32", 0.5f);
    check("F64", std::nan(""));
    check("F64", std::numeric_limits<double>::infinity());
    CHECK(read(file_of(one("U8", 2, 2), 2)).values<unsigned>("x") == std::vector<unsigned>{0, 1});
    CHECK_THROWS_WITH(read(file_of(one("F8_E4M3", 2, 2), 2)).values<float>("x"),
                      contains("the type F8_E4M3, whose values"));
    CHECK_THROWS_WITH(read(file_of("{}")).values<float>("y"), contains("holds no tensor 'y'"));
}

TEST_CASE("what was read may be moved", "[io]") {
    auto a = read(everything());
    auto const want = a.values<double>("mask");
    auto b = std::move(a);
    CHECK(b.values<double>("mask") == want);
    auto const c = std::move(b);
    CHECK(c.values<double>("mask") == want);
}

TEST_CASE("twenty thousand damaged files are refused or sound", "[io]") {
    auto const sound = everything();
    REQUIRE(read(sound).tensors().size() == 6);
    std::uint64_t header = 0;
    std::memcpy(&header, sound.data(), 8);
    std::mt19937_64 random(1);
    auto const below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    constexpr std::string_view words[] = {
        "0",           "9",  "-",   "[",     "]",    "{",       "}",
        ",",           ":",  "\"",  "e",     ".",    " ",       "18446744073709551615",
        "4294967296",  "U8", "F64", "shape", "null", "\\u0000", "\xff",
        "__metadata__"};
    int read_well = 0, refused = 0;
    for (int i = 0; i < 20000; ++i) {
        auto file = sound;
        for (std::size_t changes = 1 + below(3); changes > 0 && file.size() > 8; --changes) {
            // mostly in the header, where it hurts
            auto const at = below(4) == 0 ? below(file.size()) : std::min(8 + below(header), file.size() - 1);
            auto const where = file.begin() + static_cast<std::ptrdiff_t>(at);
            switch (below(7)) {
                case 0:
                    file[at] ^= static_cast<std::byte>(1u << below(8));
                    break;
                case 1:
                    file[at] = static_cast<std::byte>(below(256));
                    break;
                case 2:
                    file[at] = static_cast<std::byte>('0' + below(10));
                    break;
                case 3:
                    file.erase(where, std::min(where + 1 + static_cast<std::ptrdiff_t>(below(8)), file.end()));
                    break;
                case 4:
                    file.resize(at);
                    break;
                case 5: {
                    auto const part = bytes(words[below(std::size(words))]);
                    file.insert(where, part.begin(), part.end());
                    break;
                }
                default: {
                    std::vector<std::byte> const part(
                        where, std::min(where + 1 + static_cast<std::ptrdiff_t>(below(80)), file.end()));
                    auto const to = file.begin() + static_cast<std::ptrdiff_t>(below(file.size()));
                    file.insert(to, part.begin(), part.end());
                }
            }
        }
        // half of them with the length of the header and of the numbers put right
        if (below(2) == 0 && file.size() > 8 + 45) {
            std::uint64_t const length = file.size() - 8 - 45;
            std::memcpy(file.data(), &length, 8);
        }
        try {
            auto const all = read(std::move(file));
            std::size_t owned = 0;
            for (auto const& [name, t] : all.tensors()) {
                owned += t.bytes.size();
                if (t.type != "F4" && io::bits_of(t.type) != 6 && t.type != "C64" && !t.type.starts_with("F8")) {
                    REQUIRE(all.values<double>(name).size() == static_cast<std::size_t>(t.size()));
                }
            }
            REQUIRE(owned <= 1000);
            ++read_well;
        } catch (io::error const& e) {
            ++refused;
            REQUIRE(std::string_view(e.what()).starts_with("'file' is no usable safetensors file: "));
            REQUIRE(std::string_view(e.what()).size() < 400);
        }
    }
    CHECK(read_well > 100);
    CHECK(refused > 10000);
}

TEST_CASE("all files of reference outputs are read", "[io]") {
    int files = 0;
    for (auto const& found : std::filesystem::recursive_directory_iterator(LATHE_ORACLES)) {
        if (found.path().extension() != ".safetensors") continue;
        INFO(found.path());
        auto const file = safetensors::read(found.path().string());
        CHECK(file.metadata().contains("repo"));
        std::size_t numbers = 0;
        for (auto const& [name, t] : file.tensors()) {
            REQUIRE(file.values<double>(name).size() == static_cast<std::size_t>(t.size()));
            numbers += t.bytes.size();
        }
        CHECK(numbers > 1000);
        ++files;
    }
    CHECK(files >= 2);
}
