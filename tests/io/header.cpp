#include <lathe/io/header.hpp>

#include "catch.hpp"
#include "io/sample.hpp"

using namespace lathe;
using lathe::test::contains;

namespace {

io::header read(std::string_view text, std::uint64_t size = 0) { return io::read_header(text, size, "file"); }

/// One tensor called x.
std::string x(std::string const& type, std::string const& shape, std::string const& offsets) {
    return R"({"x":{"dtype":")" + type + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}";
}

}  // namespace

TEST_CASE("a header is read with its types, shapes, offsets and metadata", "[io]") {
    auto const all = read(R"({"__metadata__":{"format":"pt","a":""},
        "b":{"data_offsets":[8,14],"dtype":"BF16","shape":[3,1]},
        "a \u00e4":{"dtype":"F32","shape":[],"data_offsets":[4,8]},"c":{"dtype":"I32","shape":[1],"data_offsets":[0,4]},
        "none":{"dtype":"F64","shape":[4611686018427387904,0],"data_offsets":[8,8]}})",
                          14);
    CHECK(all.metadata == std::map<std::string, std::string>{{"a", ""}, {"format", "pt"}});
    REQUIRE(all.entries.size() == 4);
    CHECK(all.entries.at("b").type == "BF16");
    CHECK(all.entries.at("b").shape == std::vector<std::int64_t>{3, 1});
    CHECK(all.entries.at("b").begin == 8);
    CHECK(all.entries.at("b").end == 14);
    CHECK(all.entries.at("a \xc3\xa4").shape.empty());
    CHECK(all.entries.at("none").shape == std::vector<std::int64_t>{4611686018427387904, 0});
}

TEST_CASE("space that JSON knows may surround the header, and nothing else may", "[io]") {
    CHECK(read("{}").entries.empty());
    CHECK(read(" \t\r\n{} \r\n\t ").entries.empty());
    CHECK_THROWS_WITH(read("\xef\xbb\xbf{}"), contains("no JSON object"));
    CHECK_THROWS_WITH(read(std::string_view("{}\0", 3)), contains("zero byte"));
    CHECK_THROWS_WITH(read(std::string_view("{}\0{\"x\":1}", 10)), contains("zero byte"));
    CHECK_THROWS_WITH(read("{} {}"), contains("no JSON at byte"));
    CHECK_THROWS_WITH(read("{}x"), contains("no JSON at byte"));
    CHECK_THROWS_WITH(read("{/* */}"), contains("no JSON at byte"));
}

TEST_CASE("what is no object of objects is refused", "[io]") {
    for (auto const* text : {"", "   ", "[]", "1", "null", "\"x\""}) {
        CHECK_THROWS_WITH(read(text), contains("its header is no JSON object"));
    }
    for (auto const* text : {"{", "{\"x\"", "{\"x\":", "{]", "{\"x\":{}", "{\"\xff\":{}}", "{'x':{}}", "{\"x\":{},}"}) {
        CHECK_THROWS_AS(read(text), io::error);
    }
    for (auto const* value : {"1", "-1", "1.5", "null", "true", "\"F32\"", "[]"}) {
        CHECK_THROWS_WITH(read("{\"x\":" + std::string(value) + "}"), contains("'x' must be an object"));
    }
    CHECK_THROWS_WITH(read(std::string(1'000'000, '[')), contains("no JSON object"));
    CHECK_THROWS_WITH(read("{\"x\":" + std::string(1'000'000, '[')), contains("must be an object"));
    CHECK_THROWS_WITH(read("{\"x\":{\"shape\":" + std::string(1'000'000, '[')), contains("list of natural numbers"));
}

TEST_CASE("what stands twice is refused", "[io]") {
    std::string const one = R"("x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]})";
    CHECK(read("{" + one + "}", 1).entries.size() == 1);
    CHECK_THROWS_WITH(read("{" + one + "," + one + "}", 1), contains("'x' stands twice"));
    CHECK_THROWS_WITH(read("{" + one + R"(,"\u0078":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})", 2),
                      contains("'x' stands twice"));
    CHECK_THROWS_WITH(read(R"({"__metadata__":{},"__metadata__":{}})"), contains("stands twice"));
    CHECK_THROWS_WITH(read(R"({"__metadata__":{"a":"1","a":"2"}})"), contains("'a' twice"));
    CHECK_THROWS_WITH(read(R"({"x":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}})", 1),
                      contains("each once"));
}

TEST_CASE("an entry has dtype, shape and data_offsets and nothing else", "[io]") {
    CHECK_THROWS_WITH(read(R"({"x":{}})"), contains("must have dtype, shape and data_offsets"));
    CHECK_THROWS_WITH(read(R"({"x":{"dtype":"U8","shape":[0]}})"), contains("must have dtype, shape and data_offsets"));
    CHECK_THROWS_WITH(read(R"({"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"more":1}})"),
                      contains("nothing else"));
    for (auto const* value : {"1", "null", "[]", "{}"}) {
        CHECK_THROWS_WITH(read("{\"x\":{\"dtype\":" + std::string(value) + "}}"), contains("needs a text as dtype"));
    }
    for (auto const* value : {"1", "null", "\"2\"", "{}", "[-1]", "[1.0]", "[1e0]", "[-0]", "[null]", "[\"1\"]",
                              "[[1]]", "[true]", "[9223372036854775808]", "[18446744073709551616]", "[1e400]"}) {
        INFO(value);
        CHECK_THROWS_AS(read(x("U8", value, "[0,1]"), 1), io::error);
    }
    for (auto const* value : {"1", "null", "{}", "[]", "[0]", "[0,1,1]", "[0,-1]", "[0,1.0]", "[null,1]", "[[0,1]]",
                              "[0,18446744073709551616]"}) {
        INFO(value);
        CHECK_THROWS_AS(read(x("U8", "[1]", value), 1), io::error);
    }
    for (auto const* value : {"1", "null", "[]", "{}"}) {
        CHECK_THROWS_WITH(read("{\"__metadata__\":{\"a\":" + std::string(value) + "}}"), contains("no text at 'a'"));
        CHECK_THROWS_AS(read("{\"__metadata__\":[" + std::string(value) + "]}"), io::error);
    }
}

TEST_CASE("an unknown type is an error and no way around the other checks", "[io]") {
    CHECK_THROWS_WITH(read(x("F33", "[1]", "[0,4]"), 4), contains("unknown type 'F33'"));
    CHECK_THROWS_WITH(read(x("", "[1]", "[0,4]"), 4), contains("unknown type ''"));
    CHECK_THROWS_WITH(read(x("f32", "[1]", "[0,999]"), 4), contains("unknown type"));
}

TEST_CASE("sizes are counted once, without running over", "[io]") {
    CHECK(io::bytes_of("F32", std::vector<std::int64_t>{2, 3}) == 24u);
    CHECK(io::bytes_of("F64", {}) == 8u);
    CHECK(io::bytes_of("F4", std::vector<std::int64_t>{4}) == 2u);
    CHECK(io::bytes_of("F6_E2M3", std::vector<std::int64_t>{4}) == 3u);
    CHECK_FALSE(io::bytes_of("F4", std::vector<std::int64_t>{3}));
    CHECK_FALSE(io::bytes_of("U8", std::vector<std::int64_t>{-1}));
    CHECK_FALSE(io::bytes_of("U8", std::vector<std::int64_t>{1l << 32, 1l << 32}));
    CHECK_FALSE(io::bytes_of("F64", std::vector<std::int64_t>{1l << 61, 1}));
    CHECK_FALSE(io::bytes_of("F32", std::vector<std::int64_t>{INT64_MAX, 2, 0}));
    // a product that becomes 0, or small again, in 64 bits
    for (auto const* shape : {"[4294967296,4294967296]", "[2305843009213693952,8]", "[4294967296,4294967297]",
                              "[9223372036854775807,9223372036854775807]", "[1152921504606846977,16]"}) {
        CHECK_THROWS_WITH(read(x("U8", shape, "[0,0]")), contains("whose size is not a number of bytes below"));
        CHECK_THROWS_AS(read(x("U8", shape, "[0,16]"), 16), io::error);
    }
    CHECK_THROWS_WITH(read(x("F4", "[3]", "[0,2]"), 2), contains("whose size is not a number of bytes"));
}

TEST_CASE("offsets agree with the shape and with the file", "[io]") {
    CHECK(read(x("F32", "[2]", "[0,8]"), 8).entries.at("x").end == 8);
    CHECK_THROWS_WITH(read(x("F32", "[2]", "[0,4]"), 8), contains("its shape takes 8 of the 8"));
    CHECK_THROWS_WITH(read(x("F32", "[2]", "[0,12]"), 12), contains("its shape takes 8 of the 12"));
    CHECK_THROWS_WITH(read(x("F32", "[2]", "[8,0]"), 8), contains("claims the bytes 8 to 0"));
    CHECK_THROWS_WITH(read(x("F32", "[2]", "[0,8]"), 7), contains("its shape takes 8 of the 7"));
    CHECK_THROWS_WITH(read(x("F32", "[2]", "[18446744073709551608,0]"), 8), contains("claims the bytes"));
    CHECK_THROWS_WITH(read(x("U8", "[1000000000000]", "[0,1000000000000]"), 8), contains("that are there"));
}

TEST_CASE("each byte belongs to exactly one tensor", "[io]") {
    auto const two = [](std::string const& a, std::string const& b, std::uint64_t size) {
        return read(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":)" + a +
                        R"(},"b":{"dtype":"U8","shape":[4],"data_offsets":)" + b + "}}",
                    size);
    };
    CHECK(two("[0,4]", "[4,8]", 8).entries.size() == 2);
    CHECK(two("[4,8]", "[0,4]", 8).entries.size() == 2);
    CHECK_THROWS_WITH(two("[0,4]", "[5,9]", 9), contains("'b' begin at byte 5; they must begin at 4"));
    CHECK_THROWS_WITH(two("[0,4]", "[3,7]", 7), contains("must begin at 4"));
    CHECK_THROWS_WITH(two("[0,4]", "[0,4]", 4), contains("must begin at 4"));
    CHECK_THROWS_WITH(two("[1,5]", "[5,9]", 9), contains("'a' begin at byte 1; they must begin at 0"));
    CHECK_THROWS_WITH(two("[0,4]", "[4,8]", 9), contains("take 8 bytes and 9 follow"));
    CHECK_THROWS_WITH(read("{}", 1), contains("take 0 bytes and 1 follow"));
    // empty tensors own nothing, and may stand wherever another one ends
    CHECK(
        read(
            R"({"a":{"dtype":"U8","shape":[0,7],"data_offsets":[4,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},
        "c":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})",
            4)
            .entries.size() == 3);
    CHECK_THROWS_AS(read(R"({"a":{"dtype":"U8","shape":[0],"data_offsets":[2,2]},
        "b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})",
                         4),
                    io::error);
}

TEST_CASE("a name from a file is short and harmless in an error", "[io]") {
    CHECK(io::shown("a\x1b[31m\n\x7f") ==
          "'a?[31m?"
          "?'");
    CHECK(io::shown(std::string(1000, 'x')).size() < 100);
    CHECK_THROWS_WITH(read(R"({"\u001b[31m":1})"), contains("'?[31m' must be an object"));
}
